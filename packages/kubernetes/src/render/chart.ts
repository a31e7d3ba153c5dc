import type { Files, Place, Problem } from '@workaday/core';
import { isRecord, recordsAt } from '../manifests/object.ts';
import { readYaml } from '../manifests/yaml-documents.ts';

export interface ChartDependency {
  name: string;
  version: string;
  repository: string;
  place: Place;
}

export interface Chart {
  name: string;
  version: string;
  dependencies: ChartDependency[];
  problems: Problem[];
}

/** What Chart.yaml says; an older chart names its dependencies in a file of their own. */
export async function readChart(files: Files, folder: string): Promise<Chart> {
  const chart = readFacts((await files.readText(`${folder}/Chart.yaml`)) ?? '', `${folder}/Chart.yaml`);
  const older = await files.readText(`${folder}/requirements.yaml`);
  if (older === undefined) return chart;
  const { dependencies, problems } = readFacts(older, `${folder}/requirements.yaml`);
  return {
    ...chart,
    dependencies: [...chart.dependencies, ...dependencies],
    problems: [...chart.problems, ...problems],
  };
}

/** The versions that `helm dependency` has settled on; undefined when there is no lock. */
export async function readChartLock(files: Files, folder: string): Promise<ChartDependency[] | undefined> {
  for (const name of ['Chart.lock', 'requirements.lock']) {
    const text = await files.readText(`${folder}/${name}`);
    if (text !== undefined) return readFacts(text, `${folder}/${name}`).dependencies;
  }
  return undefined;
}

function readFacts(text: string, file: string): Chart {
  const places = new Map<string, Place>();
  const [document] = readYaml(text, file, (path, _, { line }) => places.set(path.join('/'), { file, line }));
  const value = document?.value;
  const textAt = (record: unknown, key: string) => (isRecord(record) ? String(record[key] ?? '') : '');
  return {
    name: textAt(value, 'name'),
    version: textAt(value, 'version'),
    dependencies: recordsAt(value, 'dependencies').map((one, index) => ({
      name: textAt(one, 'name'),
      version: textAt(one, 'version'),
      repository: textAt(one, 'repository'),
      place: places.get(`dependencies/${index}/name`) ?? { file },
    })),
    problems: document?.problems ?? [],
  };
}
