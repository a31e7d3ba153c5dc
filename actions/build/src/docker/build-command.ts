import type { Target } from '../services.ts';

/** What a build needs besides its target. */
export interface BuildOptions {
  /** Builder to use; docker's current one when undefined. */
  builder: string | undefined;
  /** Where the result goes: pushed (by digest, or under a name), kept in docker's image store, or nowhere. */
  output: { to: 'registry'; name: string | undefined } | { to: 'store'; name: string } | { to: 'nowhere' };
  /** Take nothing from what the builder remembers. */
  fresh: boolean;
  /** Ask the registries for base images even when the builder has some. */
  pull: boolean;
  provenance: 'off' | 'min' | 'max';
  /** Seconds since 1970 that every file and the configuration get; undefined leaves times as they are. */
  epoch: number | undefined;
  labels: ReadonlyMap<string, string>;
  metadataFile: string | undefined;
  /** Secret id → file that holds it. */
  secretFiles: ReadonlyMap<string, string>;
  /** References of layer caches to read, and one to write. */
  cacheFrom: readonly string[];
  cacheTo: string | undefined;
}

/**
 * The argument vector of `docker` for one image, to run at the root of the repository. Values are joined with `=`, and
 * the paths begin with `./`, so that none of them can be read as an option, a URL or standard input.
 */
export function buildCommand(target: Target, options: BuildOptions): string[] {
  const each = <T>(items: Iterable<T>, flag: (item: T) => string) => [...items].map(flag);
  const { output, provenance } = options;
  return [
    'buildx',
    'build',
    '--progress=plain',
    ...(options.builder === undefined ? [] : [`--builder=${options.builder}`]),
    ...outputFlags(target, options),
    // Explicit, because the defaults differ between builders and turn a plain image into an index.
    `--provenance=${provenance === 'off' || output.to === 'nowhere' ? 'false' : `mode=${provenance}`}`,
    '--sbom=false',
    `--file=./${target.dockerfile}`,
    ...(options.metadataFile === undefined ? [] : [`--metadata-file=${options.metadataFile}`]),
    ...(target.stage === undefined ? [] : [`--target=${target.stage}`]),
    ...(target.platforms.length === 0 ? [] : [`--platform=${target.platforms.join(',')}`]),
    ...(options.fresh ? ['--no-cache'] : []),
    ...(options.pull ? ['--pull'] : []),
    ...each(options.cacheFrom, (reference) => `--cache-from=${csv(['type=registry', `ref=${reference}`])}`),
    ...(options.cacheTo === undefined ? [] : [`--cache-to=${csv(cacheExport(options.cacheTo))}`]),
    ...each(options.labels, ([name, value]) => `--label=${name}=${value}`),
    ...each(target.buildArgs, ([name, value]) => `--build-arg=${name}=${value}`),
    ...(options.epoch === undefined ? [] : [`--build-arg=SOURCE_DATE_EPOCH=${options.epoch}`]),
    ...each(options.secretFiles, ([id, file]) => `--secret=${csv([`id=${id}`, `src=${file}`])}`),
    '--',
    `./${target.context}`,
  ];
}

function outputFlags(target: Target, { output, epoch }: BuildOptions): string[] {
  if (output.to === 'nowhere') return ['--output=type=cacheonly'];
  if (output.to === 'store') return ['--load', `--tag=${output.name}`];
  // Docker's own store unpacks what it gets, which it cannot do while timestamps change.
  const unpacked = output.name === undefined ? [] : ['unpack=false'];
  const rewrite = epoch === undefined ? [] : ['rewrite-timestamp=true', ...unpacked];
  const named =
    output.name === undefined
      ? [`name=${target.repository}`, 'push-by-digest=true']
      : [`name=${output.name}`];
  const parts = ['type=image', ...named, 'push=true', ...rewrite];
  return [`--output=${csv(parts)}`];
}

/** All stages; a registry that knows no cache manifests gets them as an image; an export that fails fails nothing. */
function cacheExport(reference: string): string[] {
  return [
    'type=registry',
    `ref=${reference}`,
    'mode=max',
    'image-manifest=true',
    'oci-mediatypes=true',
    'ignore-error=true',
  ];
}

/** One line of comma-separated values, as docker reads these options. */
function csv(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** What the file says that buildx writes. */
export interface BuildMetadata {
  /** Digest of what was exported; for docker's classic store that of the configuration, not of the manifest. */
  digest: string | undefined;
  /** Base images as they were really used: `pkg:docker/…` → digest; empty when the builder does not say. */
  materials: readonly { uri: string; digest: string }[];
  /** Digest of the layer cache that was written; undefined when none was. */
  cache: string | undefined;
}

export function parseMetadata(text: string): BuildMetadata {
  const metadata = JSON.parse(text) as Record<string, unknown>;
  const digest = metadata['containerimage.digest'];
  const provenance = metadata['buildx.build.provenance'] as { materials?: unknown } | undefined;
  const materials = Array.isArray(provenance?.materials) ? (provenance.materials as unknown[]) : [];
  return {
    digest: typeof digest === 'string' ? digest : undefined,
    cache: cacheDigest(metadata['cache.manifest']),
    materials: materials.flatMap((each) => {
      const { uri, digest: of } = each as { uri?: unknown; digest?: { sha256?: unknown } };
      return typeof uri === 'string' && typeof of?.sha256 === 'string'
        ? [{ uri, digest: `sha256:${of.sha256}` }]
        : [];
    }),
  };
}

/** A descriptor, which buildx writes as the text of its JSON. */
function cacheDigest(descriptor: unknown): string | undefined {
  return typeof descriptor === 'string'
    ? /"digest":"(sha256:[0-9a-f]{64})"/.exec(descriptor)?.[1]
    : undefined;
}
