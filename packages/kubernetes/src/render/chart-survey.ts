import type { FileEntry, Files, Problem } from '@workaday/core';
import { type Chart, readChart } from './chart.ts';
import { dependencyProblems } from './chart-dependencies.ts';
import { isFolder, linkProblem, pathInside, realPathOf } from './checkout-path.ts';

/** What is known of a chart before Helm renders it. */
export interface ChartSurvey {
  chart: Chart;
  /** Of the chart's folder. */
  entries: FileEntry[];
  problems: Problem[];
}

/** A chart's own facts, and everything that would make Helm read or download what is not in the checkout. */
export async function surveyChart(files: Files, root: string, folder: string): Promise<ChartSurvey> {
  const entries = await files.list(folder);
  const links = await linkProblems(files, root, folder, entries);
  if (links.length > 0) return { chart: empty, entries, problems: links };
  const chart = await readChart(files, folder);
  const [missing, downloads] = await Promise.all([
    dependencyProblems(files, folder, chart, entries),
    schemaDownloads(files, folder, entries),
  ]);
  return { chart, entries, problems: [...chart.problems, ...missing, ...downloads] };
}

const empty: Chart = { name: '', version: '', dependencies: [], problems: [] };

/** Helm follows symbolic links; a folder that one leads to may hold others. */
async function linkProblems(
  files: Files,
  root: string,
  folder: string,
  entries: readonly FileEntry[],
  seen = new Set<string>(),
): Promise<Problem[]> {
  const found = entries
    .filter(({ kind }) => kind === 'symlink')
    .map(async ({ path }): Promise<Problem[]> => {
      const file = `${folder}/${path}`;
      const link = await linkProblem(root, file);
      if (link !== undefined) return [{ what: `${file} ${link}`, place: { file } }];
      const target = (await realPathOf(root, file)) ?? file;
      if (seen.has(target)) return [];
      seen.add(target);
      return (await isFolder(root, file))
        ? linkProblems(files, root, file, await files.list(file), seen)
        : [];
    });
  return (await Promise.all(found)).flat();
}

/** Helm fetches what a values.schema.json refers to. */
async function schemaDownloads(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
): Promise<Problem[]> {
  const schemas = entries.filter(({ path }) => /(^|\/)values\.schema\.json$/.test(path));
  const problems = schemas.map(async ({ path }) => {
    const file = `${folder}/${path}`;
    const lines = ((await files.readText(file)) ?? '').split('\n');
    return lines.flatMap((text, index): Problem[] => {
      const url = /"\$ref"\s*:\s*"((?:https?|oci):\/\/(?!json-schema\.org\/)[^"]*)"/.exec(text)?.[1];
      if (url === undefined) return [];
      return [
        {
          what: `\`$ref\` names ${url}, which Helm would download`,
          place: { file, line: index + 1 },
          next: 'copy that schema into this one',
        },
      ];
    });
  });
  return (await Promise.all(problems)).flat();
}

/** Values files as absolute paths, and what is wrong with their names. */
export async function valuesFiles(
  files: Files,
  root: string,
  values: readonly string[],
): Promise<{ paths: string[]; problems: Problem[] }> {
  const read = await Promise.all(
    values.map(async (value) => {
      const inside = value.startsWith('/') ? undefined : pathInside(value);
      const problem = (what: string) => ({ path: value, problem: { what, place: { file: value } } });
      if (inside === undefined) return problem(`the values file ${value} is not a path inside the checkout`);
      if (/[,"\n]/.test(inside))
        return problem(
          `the values file ${JSON.stringify(value)} has a name that Helm would take for several`,
        );
      if ((await files.kind(inside)) === undefined)
        return problem(`the values file ${value} does not exist in the checkout`);
      const link = await linkProblem(root, inside);
      return link === undefined ? { path: `${root}/${inside}` } : problem(`the values file ${value} ${link}`);
    }),
  );
  return {
    paths: read.map(({ path }) => path),
    problems: read.flatMap((one) => ('problem' in one && one.problem ? [one.problem] : [])),
  };
}
