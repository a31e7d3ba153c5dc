import { Failure } from '@workaday/core';
import { revisionLabel } from '../docker/labels.ts';
import type { Manifest, Registry } from '../registry/registry.ts';
import type { Line } from './line.ts';

/** The tag that says: this commit has an image. It is written before a moving tag, and never moves itself. */
export function commitTag(commit: string): string {
  return `sha-${commit}`;
}

export type Moved =
  | { result: 'moved' | 'stayed'; from: string | undefined }
  | { result: 'left'; why: string };

/** One image on its way to a moving tag. */
export interface Move {
  registry: Registry;
  path: string;
  tag: string;
  commit: string;
  image: Manifest;
  line: Line;
}

/** More rounds than that mean that somebody else writes the tag without end. */
const rounds = 20;

/**
 * Moves a tag to the image of a commit, unless a newer commit of the branch has one. A registry has no compare-and-set, so
 * a run that was slow may write last: therefore every run announces its commit first, looks for newer announcements after
 * each of its own writes, and writes what is newest until it finds nothing newer. Whoever writes last has looked last.
 */
export async function moveTag(move: Move): Promise<Moved> {
  const { registry, path, tag } = move;
  const before = await registry.manifest(path, tag);
  let written: string | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const above = await move.line.above(move.commit);
    if ('unknown' in above) return { result: 'left', why: above.unknown };
    const newest = await newestAnnounced(move, above);
    const ours = newest.commit === move.commit;
    const now = round === 0 ? before?.digest : await registry.digestOf(path, tag);
    if (written === undefined && !ours)
      return { result: 'left', why: `the newer commit ${newest.commit.slice(0, 12)} has an image already` };
    if (written === undefined && before && now !== newest.image.digest) {
      const holder = await newerHolder(move, before, above);
      if (holder) return { result: 'left', why: `it is at the newer commit ${holder.slice(0, 12)}` };
    }
    if (now === newest.image.digest) {
      if (!ours)
        return { result: 'left', why: `the newer commit ${newest.commit.slice(0, 12)} came in between` };
      return { result: written === undefined ? 'stayed' : 'moved', from: before?.digest };
    }
    written = await registry.putManifest(path, tag, newest.image.mediaType, newest.image.bytes);
  }
  throw new Failure({
    reason: 'digest-mismatch',
    what: `the tag ${tag} of ${registry.host}/${path} was written again and again by somebody else`,
    why: `${rounds} times another image stood there after it had been moved.`,
    next: 'Let only one workflow move this tag.',
  });
}

interface Announced {
  commit: string;
  image: Manifest;
}

/** The newest commit of the branch that has an image, ours at least. */
async function newestAnnounced(
  { registry, path, commit, image }: Move,
  above: readonly string[],
): Promise<Announced> {
  for (const newer of above) {
    const announced = await registry.manifest(path, commitTag(newer));
    if (announced) return { commit: newer, image: announced };
  }
  return { commit, image };
}

/** The revision of the image that has the tag, when it is above ours: it may be announced nowhere, as another tool put it there. */
async function newerHolder(
  { registry, path }: Move,
  holder: Manifest,
  above: readonly string[],
): Promise<string | undefined> {
  const revision = (await registry.config(path, holder))?.config?.Labels?.[revisionLabel];
  return revision !== undefined && above.includes(revision) ? revision : undefined;
}
