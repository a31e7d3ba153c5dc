/** Whether a branch matches a pattern as workflows and environments write them; `*` stops at a slash, `**` does not. */
export function matchesBranch(pattern: string, branch: string): boolean {
  const source = pattern
    .split(/(\*\*|\*|\?)/)
    .map((part) =>
      part === '**'
        ? '.*'
        : part === '*'
          ? '[^/]*'
          : part === '?'
            ? '[^/]'
            : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`).test(branch);
}

/** The last pattern that matches decides; one with `!` excludes. */
export function branchIsChosen(patterns: readonly string[], branch: string): boolean {
  return patterns.reduce((chosen, pattern) => {
    if (pattern.startsWith('!')) return matchesBranch(pattern.slice(1), branch) ? false : chosen;
    return matchesBranch(pattern, branch) || chosen;
  }, false);
}
