import { describe, expect, it } from 'vitest';
import { readIgnoreFile } from '../src/source/ignore-file.ts';
import { ignoreWalk } from '../src/source/ignore-walk.ts';

/** Which of the paths are left out when a build walks down to them. */
function ignoredBy(text: string, paths: readonly string[]): string[] {
  const walk = ignoreWalk(readIgnoreFile(text) ?? []);
  const asked = new Map<string, boolean>();
  for (const path of paths) {
    const names = path.split('/');
    names.forEach((_, index) => {
      const part = names.slice(0, index + 1).join('/');
      if (!asked.has(part)) asked.set(part, walk.visit(part, part !== path).ignored);
    });
  }
  return paths.filter((path) => asked.get(path));
}

describe('.dockerignore', () => {
  it.each<[string, string[], string[]]>([
    ['*.md', ['README.md'], ['docs/README.md', 'md']],
    ['**/*.md', ['README.md', 'docs/a/b.md'], ['docs/md']],
    ['docs', ['docs/a', 'docs'], ['docs2', 'a/docs']],
    ['/docs/', ['docs/a'], ['a/docs']],
    ['./docs/../docs', ['docs/a'], []],
    ['docs/*', ['docs/a', 'docs/b/c'], ['docs']],
    ['docs/**', ['docs/a', 'docs/b/c'], ['docs']],
    ['**/docs', ['docs', 'a/docs', 'a/b/docs/c'], ['adocs']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'z']],
    ['**', ['a', 'a/b'], []],
    ['fo?', ['foo'], ['fo', 'fooo', 'fo/o']],
    ['[a-c]x', ['ax', 'cx'], ['dx']],
    ['[^a-c]x', ['dx', '😀x'], ['ax']],
    ['\\*', ['*'], ['a']],
    ['*\n!src', ['other', 'src2'], ['src/a', 'src']],
    ['*\n! src ', ['other'], ['src/a']],
    ['src\n!src/keep\nsrc/keep/not', ['src/a', 'src/keep/not'], ['src/keep/a']],
    ['!src\nsrc', ['src/a'], []],
    ['\uFEFF# comment\r\nlogs  \r\n', ['logs'], ['# comment']],
    [' # indented is a pattern', ['# indented is a pattern'], []],
    // `*` was not asked for src, which the first line ignores already: what it holds does not inherit it.
    ['src\n!src/a\n*', ['src/b', 'other'], ['src/a']],
    ['.', [], ['a', '.a']],
    ['..\n../a\n/', [], ['a']],
    ['a{1,2}.js', [], ['a1.js']],
    ['a|b*', ['axe', 'cb'], ['c']],
    ['', [], ['anything']],
  ])('%j', (text, ignored, kept) => {
    expect(ignoredBy(text, [...ignored, ...kept])).toEqual(ignored);
  });

  it.each(['!', 'a[', '[a', 'a\\', '[z-a]*', '\\d', '!/'])('%j cannot be told for sure', (text) => {
    expect(readIgnoreFile(`a\n${text}`)).toBeUndefined();
  });

  it.each<[string, string, boolean]>([
    ['a folder that is kept', 'b', false],
    ['a folder that is left out', 'a', true],
    ['one that an exception lies in', 'a\n!a/b/c', false],
    ['one that an exception with wildcards could lie in', 'a\n!**/c', false],
    ['one that no exception reaches', 'a\n!b/c', true],
  ])('%s is closed: %s %s', (_, text, closed) => {
    expect(ignoreWalk(readIgnoreFile(text) ?? []).visit('a', true).closed).toBe(closed);
  });
});
