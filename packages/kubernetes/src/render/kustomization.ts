import type { Place, Problem } from '@workaday/core';
import { isRecord } from '../manifests/object.ts';
import { readYaml } from '../manifests/yaml-documents.ts';
import { remoteReason } from './remote.ts';

/** Something of the checkout that a kustomization builds on. */
export interface KustomizationEntry {
  path: string;
  place: Place;
}

export interface Kustomization {
  /** Files and folders of objects, other kustomizations among them. */
  resources: KustomizationEntry[];
  /** Files and folders of generators, transformers and validators. */
  plugins: KustomizationEntry[];
  problems: Problem[];
}

const resourceFields = new Set(['resources', 'bases', 'components']);
const pluginFields = new Set(['generators', 'transformers', 'validators']);
const chartFields = new Set(['helmCharts', 'helmChartInflationGenerator']);
/** Fields whose text is data, wherever they stand; any other text may name a file to load. */
const dataFields = new Set([
  'annotations',
  'commonAnnotations',
  'commonLabels',
  'generatorOptions',
  'images',
  'labels',
  'literals',
  'metadata',
  'options',
  'patch',
  'vars',
]);

/** What a kustomization names, and what of it would be downloaded or run. */
export function readKustomization(text: string, file: string): Kustomization {
  const found: Kustomization = { resources: [], plugins: [], problems: [] };
  const charts = new Set<string>();
  const documents = readYaml(text, file, (path, value, place) => {
    const [field = ''] = path;
    if (chartFields.has(field) && !charts.has(field)) {
      charts.add(field);
      found.problems.push(chartProblem(`\`${field}\``, place));
    }
    if (typeof value !== 'string' || chartFields.has(field)) return;
    const remote = remoteProblem(path, value, place);
    if (remote) found.problems.push(remote);
    else if (path.length === 2 && resourceFields.has(field)) found.resources.push({ path: value, place });
    else if (path.length === 2 && pluginFields.has(field)) {
      if (value.includes('\n')) found.problems.push(...pluginProblems(value, place.file, place));
      else found.plugins.push({ path: value, place });
    }
  });
  found.problems.push(...documents.flatMap(({ problems }) => problems));
  return found;
}

/**
 * What a file of generators, transformers or validators would run or download. The built-in ones are part of kustomize.
 * @param place where it stands, when the text is a part of another file
 */
export function pluginProblems(text: string, file: string, place?: Place): Problem[] {
  const problems: Problem[] = [];
  const documents = readYaml(text, file, (path, value, at) => {
    const remote = typeof value === 'string' ? remoteProblem(path, value, place ?? at) : undefined;
    if (remote) problems.push(remote);
  });
  for (const { value, problems: own, place: start } of documents) {
    problems.push(...own.map((problem) => ({ ...problem, place: place ?? problem.place })));
    if (!isRecord(value)) continue;
    const at = place ?? start;
    if (value['kind'] === 'HelmChartInflationGenerator') problems.push(chartProblem('this generator', at));
    else if (value['apiVersion'] !== 'builtin')
      problems.push({
        what: `${String(value['apiVersion'])} ${String(value['kind'])} is a plugin, a program that kustomize would run`,
        place: at,
        next: 'use what kustomize itself can do, or commit what the plugin makes',
      });
  }
  return problems;
}

function remoteProblem(path: readonly string[], value: string, place: Place): Problem | undefined {
  if (path.some((key) => dataFields.has(key))) return undefined;
  // Files of a generator may have another name: `settings.json=https://…`.
  if (value.includes('\n')) return undefined;
  const remote = remoteReason(value) ?? remoteReason(value.slice(value.indexOf('=') + 1));
  if (remote === undefined) return undefined;
  const [field = ''] = path;
  return {
    what: `${field} names ${value}, ${remote}, which would be downloaded while deploying`,
    place,
    next: 'copy it into the repository at the version that was tested, and name the copy',
  };
}

function chartProblem(what: string, place: Place): Problem {
  return {
    what: `${what} would download and render a Helm chart`,
    place,
    next: 'commit what `helm template` makes of the chart as a resource, or deploy the chart itself',
  };
}
