import type { Played } from '../play.ts';
import { notWhatIsLive, pendingForEver } from './ending.ts';
import { lostReleases } from './ledger.ts';
import { olderOverNewer } from './order.ts';
import { cameBack, deployedUnderStop } from './stops.ts';
import { twoWriters } from './writers.ts';

/** Each looks at the server's books alone, and says what it finds wrong. */
export const rules = {
  'never two writers': twoWriters,
  'never a deploy under a freeze or a lock': deployedUnderStop,
  'never an older commit over a newer one': olderOverNewer,
  'no release is lost': lostReleases,
  'none is pending for ever': pendingForEver,
  'what serves is what the ledger says': notWhatIsLive,
  'what a person went back from stays away': cameBack,
  'no run ends in an error of its own': ({ failures }) => failures.map(String),
} as const satisfies Record<string, (played: Played) => string[]>;

export type RuleName = keyof typeof rules;

/** What is wrong with what happened, by the rule that says so. */
export function broken(played: Played): string[] {
  return Object.entries(rules).flatMap(([name, rule]) => rule(played).map((what) => `${name}: ${what}`));
}
