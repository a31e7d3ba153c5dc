import type { Line } from './timed-lines.ts';

export const contestantNames = ['workaday', 'kubectl', 'helm'] as const;
export type ContestantName = (typeof contestantNames)[number];
export type Peer = Exclude<ContestantName, 'workaday'>;

/** Where a contestant works: a namespace of its own with the credential for it. */
export interface Place {
  namespace: string;
  /** Path of a kubeconfig. */
  kubeconfig: string;
  /** A folder of its own. */
  folder: string;
}

export interface Release {
  version: string;
  objects: readonly object[];
  /** Patience for the rollout, in seconds; a way back has as much again. */
  timeout: number;
}

/** How a deploy went, with times in milliseconds since 1970. */
export interface Shipped {
  startedAt: number;
  endedAt: number;
  exitCode: number;
  lines: readonly Line[];
  /** What it says of itself; the others have no such word. */
  outcome?: { outcome: string; reason: string };
}

/** Something that puts a release into a namespace and goes back when it does not come up. */
export interface Contestant {
  name: ContestantName;
  ship(release: Release, place: Place): Promise<Shipped>;
}

/** A deploy that had to go well and did not is an error, with what was said last. */
export function shippedWell(name: string, { exitCode, lines }: Shipped): void {
  if (exitCode === 0) return;
  const said = lines.slice(-30).map(({ text }) => text);
  throw new Error(`${name} ended with exit code ${exitCode}:\n${said.join('\n')}`);
}
