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
  const { config } = manifest as { config?: Descriptor | null };
  const digest = digestIn(config);
  // A manifest holds anything today: only an image's configuration is one.
  if (digest !== undefined)
    return configTypes.includes(config?.mediaType ?? '') ? { config: digest } : undefined;
  const image = digestIn(imagesIn(manifest)?.[0]);
  return image === undefined ? undefined : { manifest: image };
}

/** An image in an index; what is undefined is not said, or not usable. */
export interface IndexEntry {
  digest: string | undefined;
  /** e.g. `linux/amd64`, without a variant. */
  platform: string | undefined;
}

/** The images of an index, attestations left out; undefined when it is no index. */
export function indexEntries(manifest: unknown): IndexEntry[] | undefined {
  return imagesIn(manifest)?.map((entry) => {
    const { os, architecture } = entry?.platform ?? {};
    return { digest: digestIn(entry), platform: os && architecture && `${os}/${architecture}` };
  });
}

function imagesIn(manifest: unknown): (Descriptor | null)[] | undefined {
  const { manifests } = manifest as { manifests?: unknown };
  return Array.isArray(manifests) ? manifests.filter(isImage) : undefined;
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
