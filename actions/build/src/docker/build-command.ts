import type { Target } from '../services.ts';

/** What a build needs besides its target. */
export interface BuildOptions {
  cache: 'auto' | 'off';
  labels: ReadonlyMap<string, string>;
  metadataFile: string;
  /** Secret id → file that holds it. */
  secretFiles: ReadonlyMap<string, string>;
}

/**
 * The argument vector of `docker` for one image, to run at the root of the repository. Values are joined with `=`, and
 * the context begins with `./`, so that none of them can be read as an option, a URL or standard input.
 */
export function buildCommand(target: Target, options: BuildOptions): string[] {
  const each = <T>(items: Iterable<T>, flag: (item: T) => string) => [...items].map(flag);
  return [
    'buildx',
    'build',
    '--push',
    '--progress=plain',
    // Explicit, because the defaults differ between builders and turn a plain image into an index.
    '--provenance=false',
    '--sbom=false',
    `--file=${target.dockerfile}`,
    `--tag=${target.repository}:${target.tag}`,
    `--metadata-file=${options.metadataFile}`,
    ...(target.stage === undefined ? [] : [`--target=${target.stage}`]),
    ...(target.platforms.length === 0 ? [] : [`--platform=${target.platforms.join(',')}`]),
    ...(options.cache === 'off' ? ['--no-cache', '--pull'] : []),
    ...each(options.labels, ([name, value]) => `--label=${name}=${value}`),
    ...each(target.buildArgs, ([name, value]) => `--build-arg=${name}=${value}`),
    ...each(options.secretFiles, ([id, file]) => `--secret=id=${id},src=${file}`),
    '--',
    `./${target.context}`,
  ];
}

export const revisionLabel = 'org.opencontainers.image.revision';

/** Labels that say where an image comes from. None holds a time: the same commit makes the same labels. */
export function imageLabels(source: string, revision: string, version: string): Map<string, string> {
  return new Map([
    ['org.opencontainers.image.source', source],
    [revisionLabel, revision],
    ...(version === '' ? [] : [['org.opencontainers.image.version', version] as const]),
  ]);
}

/** `containerimage.digest` of the file that buildx writes; undefined when the builder does not say. */
export function digestInMetadata(text: string): string | undefined {
  const digest = (JSON.parse(text) as Record<string, unknown>)['containerimage.digest'];
  return typeof digest === 'string' ? digest : undefined;
}
