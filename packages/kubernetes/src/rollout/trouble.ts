import type { RolloutReason } from './advice.ts';

/** What a pod refers to and did not find. */
export interface MissingReference {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  key?: string;
}

/** Why a rollout does not get on. */
export interface Trouble {
  reason: RolloutReason;
  /** Whether it is final, or may pass by itself. */
  certainty: 'fatal' | 'suspicious';
  message: string;
  /** Milliseconds since 1970, by the cluster's clocks. */
  since: number;
  /**
   * How long it may last before it ends the watch. Milliseconds; a few seconds for what is fatal once confirmed,
   * `Infinity` for what only the user's own deadline ends.
   */
  grace: number;
  pod?: string;
  container?: string;
  /** Whether the container's earlier run is the one that has something to say. */
  previous?: boolean;
  exitCode?: number;
  /** Worth a look: it may have been made a moment too late. */
  missing?: MissingReference;
}

/** What waiting does not heal; `confirm` milliseconds rule out that it was only seen too early. */
export function fatal(reason: RolloutReason, message: string, since: number, confirm = 0): Trouble {
  return { reason, certainty: 'fatal', message: oneLine(message), since, grace: confirm };
}

/** What may heal by itself within `grace` milliseconds. */
export function suspicious(
  reason: RolloutReason,
  message: string,
  since: number,
  grace = Number.POSITIVE_INFINITY,
): Trouble {
  return { reason, certainty: 'suspicious', message: oneLine(message), since, grace };
}

/** Longer texts of the cluster repeat themselves. */
const longest = 600;

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > longest ? `${flat.slice(0, longest)}…` : flat;
}
