import type { ImageConfig } from './registry.ts';

/** Media types of manifests and indexes that we can read. */
export const manifestTypes: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

const configTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

export const digestPattern = /^sha256:[a-f0-9]{64}$/;

interface Descriptor {
  mediaType?: string;
  digest?: string;
  platform?: { os?: string; architecture?: string };
}

/** Digest of the configuration of an image, or of the first real image of an index; undefined when it is neither. */
export function nextDigest(manifest: unknown): { config: string } | { manifest: string } | undefined {
  const { config, manifests } = manifest as { config?: Descriptor | null; manifests?: unknown };
  const digest = digestIn(config);
  // A manifest holds anything today: only an image's configuration is one.
  if (digest !== undefined)
    return configTypes.includes(config?.mediaType ?? '') ? { config: digest } : undefined;
  const image = Array.isArray(manifests) ? digestIn(manifests.find(isImage)) : undefined;
  return image === undefined ? undefined : { manifest: image };
}

/** An attestation stands in an index as an image for no platform. */
function isImage(entry: Descriptor | null): boolean {
  return entry?.platform?.os !== 'unknown' && entry?.platform?.architecture !== 'unknown';
}

/** What a registry says is going into an address, so it has to be a digest. */
function digestIn(descriptor: Descriptor | null | undefined): string | undefined {
  const digest = descriptor?.digest;
  return typeof digest === 'string' && digestPattern.test(digest) ? digest : undefined;
}

/** The kind of a manifest: its own word, which its digest vouches for, before the one of the answer's header. */
export function mediaTypeOf(content: object, header: string | undefined): string {
  const { mediaType } = content as { mediaType?: unknown };
  if (typeof mediaType === 'string' && manifestTypes.includes(mediaType)) return mediaType;
  return header?.replace(/;.*$/, '').trim() ?? '';
}

/** Labels of an image's configuration. */
export function labelsIn(config: ImageConfig): Readonly<Record<string, string>> {
  return config.config?.Labels ?? {};
}
