import type { Message } from '../messages/message.ts';

/** What a commit, or a range of them, asks for; ordered from nothing to most. */
export const bumps = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof bumps)[number];

/** Keys: `type`, `type(scope)`, `*(scope)`, `*` for every other type, `unreadable` for what is no conventional commit. */
export type BumpRules = ReadonlyMap<string, Bump>;

const defaults: readonly (readonly [string, Bump])[] = [
  ['feat', 'minor'],
  ['fix', 'patch'],
  ['perf', 'patch'],
  ['revert', 'patch'],
];

/** The defaults with a team's own rules over them; of a rule that is narrower in scope or type, the narrower wins. */
export function bumpRules(own: Iterable<readonly [string, string]>): BumpRules {
  const lower = [...own].map(([key, bump]) => [key.toLowerCase(), bump as Bump] as const);
  return new Map([...defaults, ...lower]);
}

/** A breaking change is a major by definition (SemVer 2.0.0, 8); rules decide on everything else. */
export function bumpOf(message: Message, rules: BumpRules): Bump {
  if (message.breaking !== '') return 'major';
  if (message.kind === 'unreadable') return rules.get('unreadable') ?? 'none';
  // What comes back with the revert of a revert is what was there before it.
  const restored = message.undoes?.restores;
  if (restored !== undefined) return bumpOf(restored, rules);
  const scope = `(${message.scope.toLowerCase()})`;
  const keys = [`${message.type}${scope}`, `*${scope}`, message.type, '*'];
  return keys.map((key) => rules.get(key)).find((bump) => bump !== undefined) ?? 'none';
}

export function highestBump(all: Iterable<Bump>): Bump {
  let highest = 0;
  for (const bump of all) highest = Math.max(highest, bumps.indexOf(bump));
  return bumps[highest] ?? 'none';
}
