/** Git's own rules for a full name of a branch or tag (git-check-ref-format), and GitHub's length. */
const wellFormed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it keeps out
  /^refs\/(heads|tags)\/(?!.*(\.\.|@\{|\/\/|\/\.|\.lock(\/|$)))[^\x00-\x20\x7f~^:?*[\\./][^\x00-\x20\x7f~^:?*[\\]*(?<![./])$/;

/** Whether it is the full name of a branch or tag that Git could have; anything else is no ref that one could trust. */
export function isBranchOrTag(ref: string): boolean {
  return ref.length <= 512 && wellFormed.test(ref);
}

/**
 * Whether a pattern names a ref. `*` stands for anything but `/`, `**` for anything, everything else for itself; a
 * pattern that does not begin with `refs/` is of branches.
 */
export function namesRef(pattern: string, ref: string): boolean {
  const full = pattern.startsWith('refs/') ? pattern : `refs/heads/${pattern}`;
  const source = full
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
    })
    .join('');
  return isBranchOrTag(ref) && new RegExp(`^${source}$`).test(ref);
}
