import { Failure, parseImageReference } from '@workaday/core';
import type { Dockerfile } from './dockerfile/dockerfile.ts';
import { type IndexEntry, indexEntries } from './registry/manifest.ts';
import type { ImageConfig, Registry } from './registry/registry.ts';
import type { ResolvedBase } from './source/bases.ts';

/** Where base images are read. */
export interface BaseRegistries {
  of(host: string): Promise<Registry>;
  mirrors: ReadonlyMap<string, string>;
}

/**
 * For which `os/architecture` a build may pull its bases; undefined when that is not known.
 * @param platforms that are built
 */
export function basePlatforms(
  { reachable }: Dockerfile,
  platforms: readonly string[],
): ReadonlySet<string> | undefined {
  const written = reachable.flatMap(({ platform }) => platform ?? []);
  const plain = [...platforms, ...written].map((platform) => /^[a-z]+\/[a-z0-9]+/.exec(platform)?.[0]);
  return plain.length === 0 || plain.includes(undefined)
    ? undefined
    : new Set(plain.filter((each) => each !== undefined));
}

/**
 * Configurations of each image that a base may stand for; undefined when one of them cannot be read.
 * @param platforms that the build may pull it for; undefined for any
 */
export async function baseConfigs(
  { reference, digest }: ResolvedBase,
  platforms: ReadonlySet<string> | undefined,
  { of, mirrors }: BaseRegistries,
): Promise<ImageConfig[] | undefined> {
  const parsed = parseImageReference(reference);
  if ('problem' in parsed || digest === undefined) return undefined;
  const { host, path } = parsed;
  for (const each of [mirrors.get(host), host].filter((name) => name !== undefined)) {
    const configs = await readConfigs(of(each), path, digest, platforms);
    if (configs !== undefined) return configs;
  }
  return undefined;
}

async function readConfigs(
  connecting: Promise<Registry>,
  path: string,
  top: string,
  platforms: ReadonlySet<string> | undefined,
): Promise<ImageConfig[] | undefined> {
  try {
    const registry = (await connecting).hurried();
    const manifest = await registry.manifest(path, top);
    if (manifest === undefined) return undefined;
    const entries = indexEntries(manifest.content);
    const read = async ({ digest }: IndexEntry) => digest && (await registry.manifest(path, digest));
    const images =
      entries === undefined ? [manifest] : await Promise.all(entriesFor(entries, platforms).map(read));
    const configs = await Promise.all(
      images.map((image) => (image ? registry.config(path, image) : undefined)),
    );
    const known = configs.filter((config) => config !== undefined);
    return known.length > 0 && known.length === configs.length ? known : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** A platform that is not there as such may be served by another one, for example arm64 by arm: then all count. */
function entriesFor(
  entries: readonly IndexEntry[],
  platforms: ReadonlySet<string> | undefined,
): readonly IndexEntry[] {
  const offered = new Set(entries.map(({ platform }) => platform));
  if (platforms === undefined || ![...platforms].every((platform) => offered.has(platform))) return entries;
  return entries.filter(({ platform }) => platform === undefined || platforms.has(platform));
}
