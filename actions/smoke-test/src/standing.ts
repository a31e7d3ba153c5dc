import { type KubeObject, objectName, releaseOf } from '@workaday/kubernetes';
import type { Found } from '@workaday/probe';

export type Standing =
  | { kind: 'whole' }
  /** A newer deploy has written over it, so it is no longer ours to judge. */
  | { kind: 'superseded'; by: number }
  /** Something is not as the release wrote it: its deploy died, or someone interfered. */
  | { kind: 'incomplete'; why: string };

/** Whether the cluster holds a release as it was written. */
export function standingOf(found: readonly Found[], release: number): Standing {
  const kept = found.filter(({ ref }) => ref.kind !== 'Job');
  const writers = kept.flatMap(({ live }) => (live === undefined ? [] : [releaseOf(live) ?? release]));
  const newest = Math.max(release, ...writers);
  if (newest > release) return { kind: 'superseded', by: newest };
  const wrong = kept.filter(({ live }) => live === undefined || (releaseOf(live) ?? 0) < release);
  if (wrong.length === 0) return { kind: 'whole' };
  const parts = wrong.map(({ ref, live }) => `${objectName(ref)} ${stateOf(live)}`);
  return { kind: 'incomplete', why: `release ${release} is not wholly in place: ${parts.join(', ')}` };
}

function stateOf(live: KubeObject | undefined): string {
  if (live === undefined) return 'is missing';
  const writer = releaseOf(live);
  return writer === undefined ? 'was written by something else' : `is still that of release ${writer}`;
}
