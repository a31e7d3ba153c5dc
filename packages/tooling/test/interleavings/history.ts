import type { KubeObject } from '@workaday/kubernetes';
import type { Write } from '../../../kubernetes/test/model/model-server.ts';

/** A write in the server's order. Who wrote is named as `HOLDER JOB/STEP`. */
export interface Entry extends Write {
  /** Milliseconds since 1970, by the server. */
  at: number;
}

export type History = readonly Entry[];

/** What a release looks like in the ledger, as whoever reads the ConfigMap sees it. */
export interface Recorded {
  number: number;
  state: string;
  reason: string;
  version: string;
  commit: string;
  restored?: number;
}

export const ledgerName = 'workaday.shop';
export const leaseName = 'workaday.shop';

export function holderOf(by: string): string {
  return by.split(' ')[0] ?? '';
}

export function isLedger({ plural, name }: Entry): boolean {
  return plural === 'configmaps' && name === ledgerName;
}

export function isLease({ plural, name }: Entry): boolean {
  return plural === 'leases' && name === leaseName;
}

const parsed = new WeakMap<KubeObject, Recorded[]>();

export function releasesIn(object: KubeObject | undefined): Recorded[] {
  if (object === undefined) return [];
  const known = parsed.get(object);
  if (known) return known;
  const { ledger } = object['data'] as { ledger: string };
  const { releases } = JSON.parse(ledger) as { releases: Recorded[] };
  parsed.set(object, releases);
  return releases;
}

/** Which release wrote an object; undefined when none did. */
export function stampOf(object: KubeObject | undefined): number | undefined {
  const text = object?.metadata.annotations?.['workaday.dev/release'];
  return text === undefined ? undefined : Number(text);
}

/** Objects of the app, as opposed to what is written about them. */
export function isOfApp(entry: Entry): boolean {
  return stampOf(entry.before) !== undefined || stampOf(entry.after) !== undefined;
}

/** A stop of deploys that a Lease says: from when until when. */
export interface Stop {
  since: number;
  until: number;
  holder: string;
  commit: string;
}

export const stopNames = ['workaday-lock', 'workaday-lock.shop', 'workaday-freeze.shop'];

export function stopIn(lease: KubeObject | undefined): Stop | undefined {
  const spec = lease?.['spec'] as
    | { holderIdentity?: string; renewTime?: string; leaseDurationSeconds?: number }
    | undefined;
  if (!lease || !spec?.holderIdentity) return undefined;
  const since = Date.parse(spec.renewTime ?? '');
  const until = since + (spec.leaseDurationSeconds ?? 0) * 1000;
  const commit = lease.metadata.annotations?.['workaday.dev/bad-commit'] ?? '';
  return { since, until, holder: spec.holderIdentity, commit };
}
