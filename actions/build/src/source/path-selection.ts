import type { SourceEntry } from '@workaday/core';
import type { ContextPath } from './context-paths.ts';

/** How an entry of the context stands to what a build reads of it. */
export type Relation =
  /** It is read as it is. */
  | 'read'
  /** It is named as a source, and only what it holds is read. */
  | 'named'
  /** It lies on the way to what is read. */
  | 'above'
  | 'unrelated';

/** Answers for each entry how it stands to the paths that a build reads. */
export function pathSelection(paths: readonly ContextPath[]): (path: string) => Relation {
  const tests = paths.map((path) => ({
    ...path,
    names: path.pattern.split('/').filter(Boolean).map(nameTest),
  }));
  return (path) => {
    const names = path.split('/');
    const relations = tests
      .filter((test) => names.every((name, index) => test.names[index]?.(name) ?? true))
      .map((test) => relationTo(test, names.length));
    return (['read', 'named', 'above'] as const).find((each) => relations.includes(each)) ?? 'unrelated';
  };
}

function relationTo(
  {
    names,
    foldersBelow,
    ownMode,
  }: Pick<ContextPath, 'foldersBelow' | 'ownMode'> & { names: readonly unknown[] },
  depth: number,
): Relation {
  if (depth > names.length) return 'read';
  if (depth === names.length) return ownMode ? 'read' : 'named';
  return foldersBelow !== undefined && depth > foldersBelow ? 'read' : 'above';
}

function nameTest(pattern: string): (name: string) => boolean {
  if (!/[*?]/.test(pattern)) return (name) => name === pattern;
  const expression = pattern
    .replace(/[.+^${}()|]/g, '\\$&')
    .replace(/\*+/g, '[^]*')
    .replace(/\?/g, '(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^])');
  const compiled = new RegExp(`^${expression}$`);
  return (name) => compiled.test(name);
}

/** Whether docker would follow a symlink here, to a part of the context that the paths do not show. */
export function isFollowed(
  entry: Pick<SourceEntry, 'path' | 'kind'>,
  paths: readonly ContextPath[],
): boolean {
  if (entry.kind !== 'symlink') return false;
  const depth = entry.path.split('/').length;
  return paths.some((path) => {
    const length = path.pattern.split('/').filter(Boolean).length;
    return length >= depth && pathSelection([path])(entry.path) !== 'unrelated';
  });
}
