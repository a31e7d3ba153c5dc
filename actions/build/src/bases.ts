import { Failure, parseImageReference } from '@workaday/core';
import type { BuildMetadata } from './docker/build-command.ts';
import type { BaseDigest } from './registry/base-images.ts';
import type { Registry } from './registry/registry.ts';
import type { ResolvedBase } from './source/bases.ts';

/** Where base images are read. */
export interface BaseRegistries {
  of(host: string): Promise<Registry>;
  mirrors: ReadonlyMap<string, string>;
}

/**
 * Whether one of these images has ONBUILD triggers, which read files that no line of the Dockerfile names; a sentence
 * when that cannot be told.
 */
export async function haveTriggers(
  bases: readonly ResolvedBase[],
  registries: BaseRegistries,
): Promise<boolean | { unknown: string }> {
  const answers = await Promise.all(bases.map((base) => hasTriggers(base, registries)));
  return answers.find((answer) => typeof answer !== 'boolean') ?? answers.includes(true);
}

async function hasTriggers(
  { reference, digest }: ResolvedBase,
  registries: BaseRegistries,
): Promise<boolean | { unknown: string }> {
  const parsed = parseImageReference(reference);
  if ('problem' in parsed || digest === undefined) return { unknown: `${reference} cannot be read` };
  const hosts = [registries.mirrors.get(parsed.host), parsed.host].filter((host) => host !== undefined);
  for (const host of hosts) {
    const config = await readConfig(await registries.of(host), parsed.path, digest);
    if (config !== undefined) return (config.config?.OnBuild ?? []).length > 0;
  }
  return { unknown: `the configuration of ${reference} cannot be read` };
}

async function readConfig(registry: Registry, path: string, digest: string) {
  try {
    const manifest = await registry.manifest(path, digest);
    return manifest && (await registry.config(path, manifest));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/**
 * Whether the build took the images that were told before it began: by what the builder says, or, when it says nothing,
 * by asking again. A base that moved in between belongs to no source key.
 */
export async function builtOn(
  bases: readonly ResolvedBase[],
  materials: BuildMetadata['materials'],
  again: BaseDigest,
): Promise<boolean> {
  if (materials.length > 0) {
    const known = new Set(bases.map(({ digest }) => digest));
    return materials.every(({ uri, digest }) => !uri.startsWith('pkg:docker/') || known.has(digest));
  }
  const now = await Promise.all(bases.map(({ reference }) => again(reference)));
  return bases.every(({ digest }, index) => now[index] === digest);
}
