import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SourceTree } from './support/source-tree.ts';

const names = ['a', 'b', 'c.md', 'keep'];
const path = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));

type Mutation = (tree: SourceTree, path: string) => void;
const mutations: Record<string, Mutation> = {
  write: (tree, at) => tree.write(at, 'changed'),
  touch: (tree, at) => tree.write(at, `${at}`),
  executable: (tree, at) => chmodSync(tree.at(at), 0o755),
  private: (tree, at) => chmodSync(tree.at(at), 0o700),
  link: (tree, at) => tree.link(at, 'a'),
  folder: (tree, at) => tree.folder(at),
  remove: (tree, at) => rmSync(tree.at(at), { recursive: true }),
};

/**
 * What each of these Dockerfiles copies, said by hand: paths that begin so, without what the ignore file leaves out;
 * `sources` are the paths that it names, with the way to them.
 */
const builds = [
  { copy: '.', ignore: '', sees: /^/, sources: /^$/ },
  { copy: 'a', ignore: '', sees: /^a(\/|$)/, sources: /^a$/ },
  { copy: 'a/b c*', ignore: '', sees: /^(a\/b|c[^/]*)(\/|$)/, sources: /^(a|a\/b|c[^/]*)$/ },
  { copy: '.', ignore: '*.md\n', sees: /^(?![^/]*\.md(\/|$))/, sources: /^$/ },
  { copy: '.', ignore: 'b/**\n', sees: /^(?!b\/)/, sources: /^$/ },
  { copy: '.', ignore: 'a\n!a/keep\n', sees: /^(?!a(\/|$))|^a\/keep(\/|$)/, sources: /^$/ },
] as const;
type Build = (typeof builds)[number];

function below(tree: SourceTree, folder: string): string[] {
  return readdirSync(tree.at(folder), { withFileTypes: true }).flatMap((entry) => {
    const at = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? [at, ...below(tree, at)] : [at];
  });
}

/** What a build sees of a tree, as text: kind, mode and content of each path. */
function seen(tree: SourceTree, { sees, sources }: Build): string {
  const all = below(tree, '');
  const kept = all.filter(
    (at) => sees.test(at) || all.some((each) => each.startsWith(`${at}/`) && sees.test(each)),
  );
  return kept
    .filter((at) => sees.test(at) || !sources.test(at))
    .sort()
    .map((at) => {
      const stats = lstatSync(tree.at(at));
      if (stats.isSymbolicLink()) return `${at} -> ${readlinkSync(tree.at(at))}`;
      if (stats.isDirectory()) return `${at}/ ${sources.test(at) ? '' : stats.mode}`;
      return `${at} ${stats.mode} ${readFileSync(tree.at(at), 'utf8')}`;
    })
    .join('\n');
}

const attempt = (tree: SourceTree, mutation: string, at: string) => {
  try {
    mutations[mutation]?.(tree, at);
  } catch (error) {
    // There is no such file, or one where a folder would have to be: then nothing changed.
    if (
      !['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP', 'ERR_FS_EISDIR'].includes(
        (error as { code: string }).code,
      )
    )
      throw error;
  }
};

it('the key changes if and only if what the build sees changes', async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(mutations)), path);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...builds),
      fc.array(step, { maxLength: 12 }),
      step,
      async (build, steps, [mutation, at]) => {
        const tree = new SourceTree();
        try {
          tree.write('Dockerfile', `FROM scratch\nCOPY ${build.copy} /x/\n`);
          tree.write('Dockerfile.dockerignore', `Dockerfile*\n${build.ignore}`);
          for (const [first, where] of steps) attempt(tree, first, where);
          const follows = () =>
            below(tree, '').some(
              (each) => build.sources.test(each) && lstatSync(tree.at(each)).isSymbolicLink(),
            );
          const followed = follows();
          const key = await tree.key();
          const before = seen(tree, build);
          attempt(tree, mutation, at);
          const changed = (await tree.key()) !== key;
          const expected = seen(tree, build) !== before;
          // Behind a symlink that docker follows, more may count.
          if (expected || !(followed || follows())) expect(changed).toBe(expected);
        } finally {
          tree.remove();
        }
      },
    ),
    { numRuns: 500 },
  );
});
