import type { Manifest, Registry } from '../registry/registry.ts';

/** A tag that was asked for, and the one that the image got: another, when an other image has that one. */
export interface Tagged {
  asked: string;
  tag: string;
  /** Digest of the image that had the tag already, and keeps it. */
  takenBy: string | undefined;
}

const longest = 128;

/** The tag for an image whose own one is taken: the digest makes it unique. */
export function tagBeside(tag: string, digest: string): string {
  const mark = `-${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
  return `${tag.slice(0, longest - mark.length)}${mark}`;
}

/**
 * Gives an image a tag that never moves. What has that tag already keeps it, because somebody may rely on it; the image
 * then gets the tag beside it, so that it is never without one and no clean-up of untagged images takes it away.
 * @param known what has the tag, where that was asked for already
 */
export async function tagOnce(
  registry: Registry,
  path: string,
  asked: string,
  image: Manifest,
  known: Promise<string | undefined> = registry.digestOf(path, asked),
): Promise<Tagged> {
  const holder = await known;
  const takenBy = holder === undefined || holder === image.digest ? undefined : holder;
  const tag = takenBy === undefined ? asked : tagBeside(asked, image.digest);
  if (holder !== image.digest) await registry.putManifest(path, tag, image.mediaType, image.bytes);
  return { asked, tag, takenBy };
}
