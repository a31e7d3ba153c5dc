import { Failure, type Files, type Place, type Problem } from '@workaday/core';
import { type Document, LineCounter, parseAllDocuments, type Tags } from 'yaml';
import { isRecord, type KubeObject } from './object.ts';

/** An object and where it was written. */
export interface Manifest {
  object: KubeObject;
  place: Place;
}

const rendered = /^(kustomization\.ya?ml|kustomization|chart\.ya?ml)$/i;

/**
 * Loads every document of every `.yaml`, `.yml` and `.json` file below a folder, in the order of their paths.
 * @throws Failure `bad-manifest` that lists all errors with file and line, `unsupported-manifests`
 */
export async function loadManifests(files: Files, folder: string): Promise<Manifest[]> {
  if ((await files.kind(folder)) !== 'directory') throw noFolder(folder);
  const entries = await files.list(folder);
  const tool = entries.find((entry) => rendered.test(entry.path.split('/').at(-1) ?? ''));
  if (tool) throw needsRendering(`${folder}/${tool.path}`);
  const paths = entries.filter((entry) => /\.(ya?ml|json)$/i.test(entry.path));
  const parsed = await Promise.all(
    paths.map(async ({ path, kind }) => {
      const file = `${folder}/${path}`;
      if (kind === 'symlink')
        return problem({ file }, 'it is a symbolic link, which may point out of the folder');
      return parseManifests((await files.readText(file)) ?? '', file);
    }),
  );
  const problems = parsed.flatMap((result) => result.problems);
  if (problems.length > 0) throw badManifests(problems);
  const manifests = parsed.flatMap((result) => result.manifests);
  if (manifests.length === 0) throw noManifests(folder);
  return manifests;
}

interface Parsed {
  manifests: Manifest[];
  problems: Problem[];
}

/** The documents of one file as plain JSON, nothing added, dropped or converted. */
export function parseManifests(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    customTags,
  });
  const all = (Array.isArray(documents) ? documents : []).map((document: Document) => {
    const placeAt = (offset: number): Place => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    };
    if (document.errors.length > 0)
      return {
        manifests: [],
        problems: document.errors.map((error) => ({ what: error.message, place: placeAt(error.pos[0]) })),
      };
    const { line } = placeAt(document.contents?.range?.[0] ?? 0);
    return readDocument(document, { file, line });
  });
  return {
    manifests: all.flatMap((one) => one.manifests),
    problems: all.flatMap((one) => one.problems),
  };
}

function readDocument(document: Document, place: Place): Parsed {
  const value: unknown = document.toJS({ maxAliasCount: 1000 });
  if (value === null || value === undefined) return { manifests: [], problems: [] };
  if (!isRecord(value)) return problem(place, 'this document is not an object with apiVersion and kind');
  const missing = ['apiVersion', 'kind'].filter((key) => typeof value[key] !== 'string' || value[key] === '');
  const isList = typeof value['kind'] === 'string' && value['kind'].endsWith('List') && 'items' in value;
  const metadata = value['metadata'];
  const named = isRecord(metadata) && typeof metadata['name'] === 'string' && metadata['name'] !== '';
  if (!named && !isList) missing.push('metadata.name');
  if (missing.length > 0) {
    const kind = typeof value['kind'] === 'string' ? ` (kind ${value['kind']})` : '';
    return problem(place, `this object${kind} has no ${missing.join(', no ')}`);
  }
  return { manifests: [{ object: value as KubeObject, place }], problems: [] };
}

/** `0644` is octal for every Kubernetes tool, though not in YAML 1.2. */
const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text: string) => Number.parseInt(text, 8),
};
const customTags = (tags: Tags): Tags => [octal, ...tags];

function problem(place: Place, what: string): Parsed {
  return { manifests: [], problems: [{ what, place }] };
}

function badManifests(problems: readonly Problem[]): Failure {
  return new Failure({
    reason: 'bad-manifest',
    what: `the manifests have ${problems.length === 1 ? 'an error' : `${problems.length} errors`}: ${problems
      .map(({ what, place }) => `${[place?.file, place?.line].filter(Boolean).join(':')}: ${what}`)
      .join('; ')}`,
    next: 'Correct the files; nothing was touched.',
    problems,
    place: problems[0]?.place,
  });
}

function noFolder(folder: string): Failure {
  return new Failure({
    reason: 'no-manifests',
    what: `the folder of manifests ${JSON.stringify(folder)} does not exist in the checkout`,
    next: 'Name the folder in the input `manifests` or as `manifests:` in workaday.yml, and check the repository out before this step.',
  });
}

function noManifests(folder: string): Failure {
  return new Failure({
    reason: 'no-manifests',
    what: `the folder ${JSON.stringify(folder)} holds no Kubernetes object`,
    why: 'Files that end in .yaml, .yml or .json are read, recursively.',
    next: 'Add the manifests of the app, or name another folder.',
  });
}

function needsRendering(file: string): Failure {
  return new Failure({
    reason: 'unsupported-manifests',
    what: `${file} needs rendering, which this version does not do`,
    why: 'Applying its files as they are would deploy something else than kustomize or Helm would.',
    next: 'Render it into plain YAML in a step before this one, and name that folder in `manifests`. Rendering is planned.',
    place: { file },
  });
}
