import { type CommandResult, Failure, type Files } from '@workaday/core';
import { badManifests, noManifests, unsupportedManifests } from '../manifests/manifest-failures.ts';
import type { Manifest } from '../manifests/manifests.ts';
import { surveyChart, valuesFiles } from './chart-survey.ts';
import { differences } from './determinism.ts';
import { readHooks } from './helm-hooks.ts';
import { parseHelmOutput, type TemplateFile } from './helm-output.ts';
import { helmPlace } from './helm-place.ts';
import type { RenderOptions } from './options.ts';
import { templateNotes } from './template-notes.ts';
import { isMissingTool, runTool } from './tool.ts';
import { toolFailure } from './tool-failure.ts';

/**
 * The objects that `helm template` makes of a chart, twice, because what differs would change with every deploy.
 * @throws Failure `unsupported-manifests` for missing dependencies, hooks that would not run and random objects;
 * `bad-input` for values files, `render-failed`, `missing-tool`
 */
export async function renderChart(
  files: Files,
  folder: string,
  options: RenderOptions,
): Promise<{ manifests: Manifest[]; notes: string[] }> {
  const [survey, values] = await Promise.all([
    surveyChart(files, options.root, folder),
    valuesFiles(files, options.root, options.values),
  ]);
  if (values.problems.length > 0) throw badValues(values.problems.map(({ what }) => what));
  if (survey.problems.length > 0)
    throw unsupportedManifests(
      `the chart ${folder} cannot be rendered as it is`,
      survey.problems,
      `${survey.problems.find(({ next }) => next)?.next ?? 'Correct the files'}. Everything that is deployed must be in the repository; nothing is downloaded, and nothing was touched.`,
    );
  const fileOf = templateFile(folder, new Set(survey.entries.map(({ path }) => path)));
  const args = helmArguments(folder, values.paths, options);
  const results = await Promise.all([helm(folder, args, options), helm(folder, args, options)]);
  const [first, second] = results.map((result) => objectsOf(result, folder, options, fileOf));
  if (!first || !second || first.manifests.length === 0) throw noManifests(folder);
  const unequal = differences(first.manifests, second.manifests);
  if (unequal.length > 0)
    throw unsupportedManifests(
      `the chart ${folder} renders differently each time`,
      unequal,
      'Each deploy would change these objects and restart their pods. Give them values that stay. Nothing was touched.',
    );
  const notes = await templateNotes(files, folder, survey.entries);
  const crds = survey.entries.filter(({ path }) => /^crds\/.*\.(ya?ml|json)$/i.test(path)).length;
  if (crds > 0)
    notes.push(
      `${folder}/crds is left out: definitions of kinds are part of the foundation, which people apply`,
    );
  return { manifests: first.manifests, notes: [...first.notes, ...notes] };
}

function helmArguments(
  folder: string,
  values: readonly string[],
  { root, app, namespace, kubeVersion, apiVersions = [] }: RenderOptions,
): string[] {
  return [
    ...['template', app, `${root}/${folder}`, '--namespace', namespace, '--include-crds=false'],
    ...values.flatMap((path) => ['--values', path]),
    ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
    ...(apiVersions.length === 0 ? [] : ['--api-versions', apiVersions.join()]),
  ];
}

async function helm(folder: string, args: readonly string[], options: RenderOptions): Promise<CommandResult> {
  try {
    return await runTool('helm', args, options);
  } catch (error) {
    if (!isMissingTool(error)) throw error;
    throw new Failure({
      reason: 'missing-tool',
      what: `${folder} is a Helm chart, and helm is not on PATH`,
      next: 'Install Helm 3 or 4 on the runner, or run this job on a GitHub-hosted runner, which has it.',
      place: { file: `${folder}/Chart.yaml` },
      cause: error,
    });
  }
}

function objectsOf(
  result: CommandResult,
  folder: string,
  { root, app, namespace, values }: RenderOptions,
  fileOf: TemplateFile,
): { manifests: Manifest[]; notes: string[] } {
  if (result.exitCode !== 0) {
    const command = [
      'helm template',
      app,
      folder,
      '-n',
      namespace,
      ...values.map((path) => `-f ${path}`),
    ].join(' ');
    const run = { tool: 'helm', command, folder, root };
    throw toolFailure(run, result, (words) => helmPlace(words, fileOf) ?? { file: `${folder}/Chart.yaml` });
  }
  const { manifests, problems } = parseHelmOutput(result.stdout, fileOf);
  if (problems.length > 0) throw badManifests(problems);
  const hooks = readHooks(manifests);
  if (hooks.problems.length > 0)
    throw unsupportedManifests(
      `the chart ${folder} has hooks that a deploy does not run`,
      hooks.problems,
      'Change the hooks, or leave them out by the chart’s values. Nothing was touched.',
    );
  return hooks;
}

/** Templates of a packed dependency, or of one whose folder has another name, lead to Chart.yaml. */
function templateFile(folder: string, present: ReadonlySet<string>): TemplateFile {
  return (template) => {
    const path = template.slice(template.indexOf('/') + 1);
    return `${folder}/${present.has(path) ? path : 'Chart.yaml'}`;
  };
}

function badValues(problems: readonly string[]): Failure {
  return new Failure({
    reason: 'bad-input',
    what: `input values: ${problems.join('; ')}`,
    next: 'Name files of the repository, relative to its top, one a line: `chart/values-production.yaml`.',
  });
}
