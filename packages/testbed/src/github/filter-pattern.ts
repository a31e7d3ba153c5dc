/**
 * GitHub's filter patterns: `*` (no slash), `**`, `?` and `+` (of the character before), `[…]`, and `!` at the start, where the
 * last matching pattern decides. Source: "Filter pattern cheat sheet" in GitHub's documentation.
 */
export function matchesFilters(name: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!');
    if (toRegExp(negative ? pattern.slice(1) : pattern).test(name)) matched = !negative;
  }
  return matched;
}

const special: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\*\*\//, '(?:.*/)?'],
  [/^\*\*/, '.*'],
  [/^\*/, '[^/]*'],
  [/^\[[^\]]+\]/, '$&'],
  [/^[?+]/, '$&'],
  [/^\\(.)/, '\\$1'],
];

function toRegExp(pattern: string): RegExp {
  let rest = pattern;
  let source = '';
  while (rest !== '') {
    const found = special.find(([start]) => start.test(rest));
    const token = found ? ((found[0].exec(rest) as RegExpExecArray)[0] ?? '') : rest.charAt(0);
    source += found ? token.replace(found[0], found[1]) : token.replace(/[.^$(){}|/\]\\]/, '\\$&');
    rest = rest.slice(token.length);
  }
  return new RegExp(`^${source}$`);
}
