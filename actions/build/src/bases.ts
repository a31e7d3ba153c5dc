import type { BuildMetadata } from './docker/build-command.ts';
import type { BaseDigest } from './registry/base-images.ts';
import type { ResolvedBase } from './source/bases.ts';

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
