import type { Manifest } from '../registry/registry.ts';

interface Entry {
  digest: string;
  platform: string;
}

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Whether a manifest is an index of others. */
export function isIndex({ mediaType }: Pick<Manifest, 'mediaType'>): boolean {
  return indexTypes.includes(mediaType);
}

/** The images of an index; attestations stand in it as images for no platform. */
export function imagesIn(index: Pick<Manifest, 'content'>): Entry[] {
  const { manifests } = index.content as { manifests?: unknown };
  if (!Array.isArray(manifests)) return [];
  return manifests.flatMap((each) => {
    const { digest, platform } = each as {
      digest?: unknown;
      platform?: { os?: string; architecture?: string; variant?: string };
    };
    if (typeof digest !== 'string' || platform?.os === undefined || platform.os === 'unknown') return [];
    return [
      { digest, platform: [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/') },
    ];
  });
}

/**
 * Which digest is deployed: that of the one image, whatever attestations stand beside it, so that an image that did not
 * change keeps its digest; of the index when there are several platforms.
 */
export function deployableDigest(pushed: Manifest): string {
  const images = isIndex(pushed) ? imagesIn(pushed) : [];
  return images.length === 1 && images[0] ? images[0].digest : pushed.digest;
}

/** Platforms that were asked for and are not in what was pushed. */
export function missingPlatforms(pushed: Manifest, asked: readonly string[]): string[] {
  if (asked.length < 2) return [];
  const there = new Set(imagesIn(pushed).map(({ platform }) => withoutDefaultVariant(platform)));
  return asked.filter((platform) => !there.has(withoutDefaultVariant(platform)));
}

function withoutDefaultVariant(platform: string): string {
  return platform.replace(/^linux\/arm64\/v8$/, 'linux/arm64').replace(/^linux\/arm$/, 'linux/arm/v7');
}

/** Compressed sizes of an image's layers, lowest first; none for an index. */
export function layersOf(image: Pick<Manifest, 'content'>): { size: number }[] {
  const { layers } = image.content as { layers?: unknown };
  if (!Array.isArray(layers)) return [];
  return layers.map((layer) => ({ size: Number((layer as { size?: unknown }).size ?? 0) }));
}
