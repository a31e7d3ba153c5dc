import type { Ledger, Release } from '@workaday/kubernetes';

/** Reasons with which a smoke test undoes a release because of what it answered, not because of the cluster. */
const accusing: ReadonlySet<string> = new Set([
  'bad-answers',
  'rollout-broken',
  'interrupted-restore',
  'restore-failed',
]);

/** Images that were undone before, and the release that showed it. */
export interface KnownBad {
  release: Release;
  /** `sha256:…` of each. */
  digests: readonly string[];
}

/**
 * Why these images are not deployed again, whatever the commit: a release was undone for its answers, and all that it
 * had brought is among them. What a verified release ran, too, is not to blame, and one repaired image of several is
 * a new try.
 * @param images service to `repository@sha256:…`
 * @param allowed digests for which someone has said otherwise
 */
export function knownBad(
  { releases }: Ledger,
  images: Readonly<Record<string, string>>,
  allowed: readonly string[],
): KnownBad | undefined {
  const wanted = new Set(digestsOf(images));
  const proven = new Set(
    releases.filter(({ state }) => state === 'verified').flatMap((release) => digestsOf(release.images)),
  );
  for (const release of releases.filter(wasUndone).toReversed()) {
    const digests = digestsOf(release.images).filter((digest) => !proven.has(digest));
    const recurs = digests.length > 0 && digests.every((digest) => wanted.has(digest));
    if (recurs && !isAllowed(digests, allowed)) return { release, digests };
  }
  return undefined;
}

/** Whether someone has named every one of these digests. */
export function isAllowed(digests: readonly string[], allowed: readonly string[]): boolean {
  return digests.length > 0 && digests.every((digest) => allowed.includes(digest));
}

export function digestsOf(images: Readonly<Record<string, string>>): string[] {
  return Object.values(images).map((image) => image.slice(image.lastIndexOf('@') + 1));
}

function wasUndone({ state, reason }: Release): boolean {
  return (state === 'rolled-back' || state === 'rollback-failed') && accusing.has(reason);
}
