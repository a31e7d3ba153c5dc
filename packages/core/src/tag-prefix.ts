/** What may stand before a version in a tag: Git's rules for names of refs, without what would need quoting anywhere. */
export const tagPrefix = {
  pattern: /^(?!.*(\.\.|\/\/|@\{|\/\.|\.lock\/))(?![./-])[^\s~^:?*[\\\p{Cc}]+$/u,
  expected: 'the beginning of a Git tag name, such as v or api/v',
};
