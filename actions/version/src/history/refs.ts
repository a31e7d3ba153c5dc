import { highestRelease, type TagRef, type VersionTag } from '../line/tags.ts';
import type { Git } from './git.ts';

/** What the checkout knows of the refs that versions are made of. */
export interface Refs {
  tags: readonly TagRef[];
  /** Which commit claimed to follow a tag, by ref name; only what was fetched. */
  claims: ReadonlyMap<string, string>;
}

const claimsFolder = 'refs/workaday/after/';

/**
 * The ref by which a release claims to follow the line's highest tag: two runs that know the same tags ask for the same
 * name, whatever versions they have in mind. It lies outside of branches and tags: no clone brings it, no page shows it.
 * @param tags of the line; a first release follows none
 */
export function claimRef(prefix: string, tags: readonly VersionTag[]): string {
  return `${claimsFolder}${highestRelease(tags)?.name ?? `${prefix}first`}`;
}

/** Globs of a line's tags; a prefix cannot hold glob characters, Git forbids them in names. */
export function tagPattern(prefix: string): string {
  return `refs/tags/${prefix}[0-9]*`;
}

/** One process for any number of services and tags. */
export async function readRefs(git: Git, prefixes: readonly string[]): Promise<Refs> {
  const format = '--format=%(objectname)%09%(*objectname)%09%(*objecttype)%09%(refname)';
  const listing = await git.read(['for-each-ref', format, ...prefixes.map(tagPattern), claimsFolder]);
  const tags: TagRef[] = [];
  const nested: TagRef[] = [];
  const claims = new Map<string, string>();
  for (const line of listing.split('\n')) {
    const [object = '', peeled = '', kind = '', ref = ''] = line.split('\t');
    if (ref.startsWith(claimsFolder)) claims.set(ref, object);
    else if (ref !== '')
      (kind === 'tag' ? nested : tags).push({
        name: ref.replace(/^refs\/tags\//, ''),
        commit: peeled || object,
      });
  }
  return { tags: [...tags, ...(await peeledTags(git, nested))], claims };
}

/** A tag of a tag, which `for-each-ref` follows one step only. */
async function peeledTags(git: Git, nested: readonly TagRef[]): Promise<TagRef[]> {
  if (nested.length === 0) return [];
  const commits = await git.read(['rev-parse', ...nested.map((tag) => `${tag.commit}^{}`)]);
  return commits
    .trim()
    .split('\n')
    .map((commit, index) => ({ name: nested[index]?.name ?? '', commit }));
}

/** Patterns of everything that {@link parseRemoteRefs} reads. */
export function remotePatterns(prefixes: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => [tagPattern(prefix), `${claimsFolder}${prefix}*`]);
}

/** Reads `git ls-remote`: a line for each ref, and one more with `^{}` for what an annotated tag leads to. */
export function parseRemoteRefs(listing: string): Refs {
  const commits = new Map<string, string>();
  const claims = new Map<string, string>();
  for (const line of listing.split('\n')) {
    const [object = '', ref = ''] = line.split('\t');
    if (ref.startsWith(claimsFolder)) claims.set(ref, object);
    const [, name = '', peeled] = /^refs\/tags\/(.*?)(\^\{\})?$/.exec(ref) ?? [];
    if (name !== '' && (peeled !== undefined || !commits.has(name))) commits.set(name, object);
  }
  return { tags: [...commits].map(([name, commit]) => ({ name, commit })), claims };
}
