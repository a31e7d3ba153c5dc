/** What a commit, or a range of them, asks for; ordered from nothing to most. */
export const bumps = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof bumps)[number];

const byType: Readonly<Record<string, Bump>> = {
  feat: 'minor',
  fix: 'patch',
  perf: 'patch',
  revert: 'patch',
};

/** @param type lower-case commit type */
export function bumpOf(type: string, breaking: boolean): Bump {
  return breaking ? 'major' : (byType[type] ?? 'none');
}

export function highestBump(all: Iterable<Bump>): Bump {
  let highest = 0;
  for (const bump of all) highest = Math.max(highest, bumps.indexOf(bump));
  return bumps[highest] ?? 'none';
}
