import type { FileEntry, Files, Problem } from '@workaday/core';
import { type Chart, type ChartDependency, readChart, readChartLock } from './chart.ts';

/** A chart that lies in charts/: its folder or archive. */
interface Vendored {
  name: string;
  version: string;
  path: string;
}

/**
 * What of a chart's dependencies is not in its folder, or not at the version of its lock.
 * @param entries all files of the chart's folder
 */
export async function dependencyProblems(
  files: Files,
  folder: string,
  chart: Chart,
  entries: readonly FileEntry[],
): Promise<Problem[]> {
  if (chart.dependencies.length === 0) return [];
  const [vendored, lock] = await Promise.all([
    readVendored(files, folder, chart.dependencies, entries),
    readChartLock(files, folder),
  ]);
  return chart.dependencies.flatMap((dependency): Problem[] => {
    const what = dependencyProblem(dependency, vendored, lock);
    const next = `run \`helm dependency ${what?.includes('Chart.lock does not') ? 'update' : 'build'} ${folder}\` and commit ${folder}/charts (see that .gitignore lets it)`;
    return what === undefined ? [] : [{ what, place: dependency.place, next }];
  });
}

function dependencyProblem(
  { name, version, repository }: ChartDependency,
  vendored: readonly Vendored[],
  lock: readonly ChartDependency[] | undefined,
): string | undefined {
  const present = vendored.filter((one) => one.name === name);
  const [first] = present;
  if (first === undefined) return `the chart needs ${name} ${version}, which is not in charts/`;
  const has = (wanted: string) => present.some((one) => sameVersion(one.version, wanted));
  const locked = repository === '' ? undefined : lock?.filter((one) => one.name === name);
  if (locked?.length === 0) return `Chart.lock does not know ${name}; it is older than Chart.yaml`;
  if (locked !== undefined && !locked.some((one) => has(one.version)))
    return `${first.path} is version ${first.version}, but Chart.lock says ${locked[0]?.version}`;
  if (isExact(version) && !has(version))
    return `${first.path} is version ${first.version}, but the chart needs ${version}`;
  return undefined;
}

async function readVendored(
  files: Files,
  folder: string,
  wanted: readonly ChartDependency[],
  entries: readonly FileEntry[],
): Promise<Vendored[]> {
  const archives = entries.flatMap(({ path }) => {
    const file = /^charts\/([^/]+)\.tgz$/.exec(path)?.[1];
    const name = wanted.find((one) => file?.startsWith(`${one.name}-`))?.name;
    const version = name === undefined ? '' : (file?.slice(name.length + 1) ?? '');
    return name !== undefined && /^v?\d/.test(version) ? [{ name, version, path }] : [];
  });
  const folders = new Set(
    entries.flatMap(
      ({ path, kind }) =>
        /^charts\/[^/]+(?=\/Chart\.yaml$)/.exec(path)?.[0] ??
        (kind === 'symlink' && /^charts\/[^/]+$/.test(path) ? path : []),
    ),
  );
  const charts = await Promise.all(
    [...folders].map(async (path) => ({ ...(await readChart(files, `${folder}/${path}`)), path })),
  );
  return [...archives, ...charts];
}

const sameVersion = (one: string, other: string) => one.replace(/^v/, '') === other.replace(/^v/, '');
const isExact = (version: string) => /^v?\d+\.\d+\.\d+([-+].*)?$/.test(version);
