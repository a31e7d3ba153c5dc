/** Media types of manifests and indexes that we can read. */
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

interface Descriptor {
  digest: string;
  platform?: { os?: string };
}

/** Digest of the configuration of an image, or of the first real image of an index. */
export function nextDigest(manifest: unknown): { config: string } | { manifest: string } | undefined {
  const { config, manifests } = manifest as { config?: Descriptor; manifests?: Descriptor[] };
  if (typeof config?.digest === 'string') return { config: config.digest };
  // An attestation stands in an index as an image for no platform.
  const image = manifests?.find((entry) => entry.platform?.os !== 'unknown');
  return typeof image?.digest === 'string' ? { manifest: image.digest } : undefined;
}

/** Labels of an image's configuration. */
export function labelsIn(config: unknown): Readonly<Record<string, string>> {
  return (config as { config?: { Labels?: Record<string, string> | null } }).config?.Labels ?? {};
}

/** The registry's own words in an error body, e.g. `DENIED: requested access is denied`; at most 500 characters. */
export function registrySays(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: string; message?: string }[] };
    const said = errors?.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
    if (said) return said.slice(0, 500);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
