import type { Files, SourceEntry, Sources } from '@workaday/core';
import { type ContextPath, wholeContext } from './context-paths.ts';
import { readIgnoreFile } from './ignore-file.ts';
import { ignoreWalk } from './ignore-walk.ts';
import { isFollowed, pathSelection } from './path-selection.ts';

/** One thing of the build context that a build sees; `digest` for files, `mode` where it counts. */
export interface SeenEntry extends SourceEntry {
  digest: string;
}

export interface ContextPlace {
  /** Path of the context and of the Dockerfile, from the workspace. */
  context: string;
  dockerfile: string;
}

/** All of the context that a build with these paths sees, sorted; reads what is not ignored, and nothing else. */
export async function seenContext(
  place: ContextPlace,
  paths: readonly ContextPath[],
  { files, sources }: { files: Files; sources: Sources },
): Promise<SeenEntry[]> {
  const ignoreFile = await ignoreFileOf(place, files);
  const selected = await select(place.context, paths, ignoreFile, sources);
  const inContext = (path: string) => (place.context === '.' ? path : `${place.context}/${path}`);
  const contents = selected.filter(({ kind }) => kind === 'file');
  const digests = await sources.digests(contents.map(({ path }) => inContext(path)));
  const digestOf = new Map(contents.map(({ path }, index) => [path, digests[index] ?? '']));
  return selected.map((entry) => ({ ...entry, digest: digestOf.get(entry.path) ?? '' }));
}

/** The ignore file that BuildKit would read: the one of the Dockerfile, else the one of the context. */
export async function ignoreFileOf({ context, dockerfile }: ContextPlace, files: Files): Promise<string> {
  const own = await files.readText(`${dockerfile}.dockerignore`);
  return own ?? (await files.readText(context === '.' ? '.dockerignore' : `${context}/.dockerignore`)) ?? '';
}

async function select(
  context: string,
  paths: readonly ContextPath[],
  ignoreFile: string,
  sources: Sources,
): Promise<SourceEntry[]> {
  if (paths.length === 0) return [];
  const relation = pathSelection(paths);
  // Patterns that cannot be told for sure ignore nothing: too much in the key is safe, too little is not.
  const ignores = ignoreWalk(readIgnoreFile(ignoreFile) ?? []);
  const ignored = new Set<string>();
  let followed = false;
  const walked = await sources.walk(context, ({ path, kind }) => {
    const verdict = ignores.visit(path, kind === 'directory');
    if (verdict.closed) return true;
    const stands = relation(path);
    followed ||= stands !== 'unrelated' && isFollowed({ path, kind }, paths);
    if (verdict.ignored) ignored.add(path);
    return stands === 'unrelated' || (stands === 'above' && kind !== 'directory');
  });
  if (followed) return select(context, wholeContext, ignoreFile, sources);
  return withoutIgnored(walked, ignored).flatMap((entry) => {
    const stands = relation(entry.path);
    if (stands === 'above') return [];
    const mode =
      entry.kind === 'symlink' || (stands === 'named' && entry.kind === 'directory') ? 0 : entry.mode;
    return [{ ...entry, mode }];
  });
}

/** An ignored folder is sent all the same when an exception lets something in it. */
function withoutIgnored(entries: readonly SourceEntry[], ignored: ReadonlySet<string>): SourceEntry[] {
  const kept = new Set<string>();
  for (const { path } of entries) {
    if (ignored.has(path)) continue;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) kept.add(path.slice(0, end));
  }
  return entries.filter(({ path }) => kept.has(path));
}
