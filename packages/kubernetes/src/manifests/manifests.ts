import type { Files, Place, Problem } from '@workaday/core';
import { badManifests, needsRendering, noFolder, noManifests } from './manifest-failures.ts';
import { isRecord, type KubeObject } from './object.ts';
import { readYaml } from './yaml-documents.ts';

/** An object and where it was written. */
export interface Manifest {
  object: KubeObject;
  place: Place;
}

/** What kustomize and Helm look for in a folder; other spellings are no mistake of theirs, but one of the writer. */
const rendered = /^(kustomization(\.ya?ml)?|chart\.ya?ml)$/i;

/**
 * Loads every document of every `.yaml`, `.yml` and `.json` file below a folder, in the order of their paths.
 * @throws Failure `bad-manifest` that lists all errors with file and line, `unsupported-manifests` when something in it
 * needs rendering, `no-manifests`
 */
export async function loadManifests(files: Files, folder: string): Promise<Manifest[]> {
  if ((await files.kind(folder)) !== 'directory') throw noFolder(folder);
  const entries = await files.list(folder);
  const nested = entries.filter((entry) => rendered.test(entry.path.split('/').at(-1) ?? ''));
  if (nested.length > 0)
    throw needsRendering(
      folder,
      nested.map(({ path }) => `${folder}/${path}`),
    );
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

export interface Parsed {
  manifests: Manifest[];
  problems: Problem[];
}

/** The objects of one file as plain JSON, nothing added, dropped or converted. */
export function parseManifests(text: string, file: string): Parsed {
  const all = readYaml(text, file).map(({ value, problems, place: { line } }) =>
    problems.length > 0 ? { manifests: [], problems } : readObject(value, { file, line }),
  );
  return {
    manifests: all.flatMap((one) => one.manifests),
    problems: all.flatMap((one) => one.problems),
  };
}

function readObject(value: unknown, place: Place): Parsed {
  if (value === null || value === undefined) return { manifests: [], problems: [] };
  if (!isRecord(value)) return problem(place, 'this document is not an object with apiVersion and kind');
  const missing = ['apiVersion', 'kind'].filter((key) => typeof value[key] !== 'string' || value[key] === '');
  const isList = typeof value['kind'] === 'string' && value['kind'].endsWith('List') && 'items' in value;
  const name = isRecord(value['metadata']) ? value['metadata']['name'] : undefined;
  if ((typeof name !== 'string' || name === '') && !isList) missing.push('metadata.name');
  if (missing.length === 0) return { manifests: [{ object: value as KubeObject, place }], problems: [] };
  const kind = typeof value['kind'] === 'string' ? ` (kind ${value['kind']})` : '';
  const quote =
    typeof name === 'number' || typeof name === 'boolean' ? `; its name ${name} is no text: quote it` : '';
  return problem(place, `this object${kind} has no ${missing.join(', no ')}${quote}`);
}

function problem(place: Place, what: string): Parsed {
  return { manifests: [], problems: [{ what, place }] };
}
