import { Failure } from '@workaday/core';
import type { PushedImage } from '../docker/build-image.ts';
import type { ImageConfig, Manifest, Registry } from '../registry/registry.ts';
import type { Target } from '../services.ts';
import { deployableDigest, missingPlatforms } from './pushed.ts';
import { type Tagged, tagOnce } from './tags.ts';

/** A pushed image as the registry serves it. */
export interface Published {
  /** What is deployed: one image, or the index of several platforms. */
  image: Manifest;
  /** What the builder pushed around it, when that is more: provenance. */
  around: Manifest | undefined;
  config: ImageConfig | undefined;
}

/** Reads back what was pushed. Nothing has a tag of its own yet: what is not whole is never named. */
export async function readBack(target: Target, pushed: PushedImage, registry: Registry): Promise<Published> {
  const { path } = target.image;
  const top = await registry.manifest(path, pushed.digest);
  if (top === undefined) throw notThere(target, pushed.digest);
  const missing = missingPlatforms(top, target.platforms);
  if (missing.length > 0) throw notWhole(target, missing);
  const digest = deployableDigest(top);
  const image = digest === top.digest ? top : await registry.manifest(path, digest);
  if (image === undefined) throw notThere(target, digest);
  return { image, around: image === top ? undefined : top, config: await registry.config(path, image) };
}

/** The tags that never move: the one asked for, which `tagHolder` has already, and one for the provenance. */
export async function tagPublished(
  target: Target,
  { image, around }: Published,
  registry: Registry,
  tagHolder: Promise<string | undefined>,
): Promise<Tagged[]> {
  const { path } = target.image;
  const own = await tagOnce(registry, path, target.tag, image, tagHolder);
  if (around === undefined) return [own];
  return [own, await tagOnce(registry, path, provenanceTag(own.tag), around)];
}

/** Tags of versions and commits are far shorter than the 128 characters that a tag may have. */
function provenanceTag(tag: string): string {
  const mark = '-provenance';
  return `${tag.slice(0, 128 - mark.length)}${mark}`;
}

function notThere(target: Target, digest: string): Failure {
  return new Failure({
    reason: 'digest-mismatch',
    what: `${target.repository} was pushed as ${digest}, and the registry does not have it`,
    why: 'The registry took the push and answers with something else, or another job deleted the image.',
    next: 'Run the job again; if it persists, look at the registry.',
  });
}

function notWhole(target: Target, missing: readonly string[]): Failure {
  return new Failure({
    reason: 'build-failed',
    what: `the image of ${target.service} lacks the platforms ${missing.join(', ')}`,
    why: 'The builder pushed an index before all platforms had succeeded; nothing was tagged.',
    next: 'Look for the failed platform in the log, and run the job again.',
  });
}
