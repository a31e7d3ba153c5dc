import { type CommandResult, Failure, type Files } from '@workaday/core';
import { badManifests, noManifests, unsupportedManifests } from '../manifests/manifest-failures.ts';
import { type Manifest, parseManifests } from '../manifests/manifests.ts';
import { kustomizePlace } from './kustomize-place.ts';
import { surveyKustomization } from './kustomize-survey.ts';
import type { RenderOptions } from './options.ts';
import { originOf } from './origin.ts';
import { isMissingTool, runTool } from './tool.ts';
import { toolFailure } from './tool-failure.ts';

/**
 * The objects that `kustomize build` makes of a folder.
 * @throws Failure `unsupported-manifests` when something would be downloaded or run, `render-failed`, `missing-tool`
 */
export async function renderKustomization(
  files: Files,
  folder: string,
  options: RenderOptions,
): Promise<Manifest[]> {
  const survey = await surveyKustomization(files, options.root, folder);
  if (survey.problems.length > 0)
    throw unsupportedManifests(
      `the kustomization ${folder} cannot be built as it is`,
      survey.problems,
      'Everything that is deployed must be in the repository, so that what was reviewed is what runs. Nothing was touched.',
    );
  const { tool, result } = await build(folder, options);
  const [file = folder] = survey.kustomizations;
  if (result.exitCode !== 0) {
    const known = [...survey.kustomizations, ...survey.resources];
    const command = `${tool} ${folder}`;
    throw toolFailure(
      { tool, command, folder, root: options.root },
      result,
      (words) => kustomizePlace(words, known) ?? { file },
    );
  }
  const { manifests, problems } = parseManifests(result.stdout, file);
  if (problems.length > 0)
    throw badManifests(
      problems.map(({ what, place }) => ({
        what: `in what ${tool} makes of it, line ${place?.line ?? 1}: ${what}`,
        place: { file },
      })),
    );
  if (manifests.length === 0) throw noManifests(folder);
  const written = await Promise.all(
    survey.resources.map(async (path) => parseManifests((await files.readText(path)) ?? '', path).manifests),
  );
  return manifests.map(({ object }) => ({ object, place: originOf(object, written.flat()) ?? { file } }));
}

async function build(
  folder: string,
  options: RenderOptions,
): Promise<{ tool: string; result: CommandResult }> {
  const path = `${options.root}/${folder}`;
  try {
    return { tool: 'kustomize build', result: await runTool('kustomize', ['build', path], options) };
  } catch (error) {
    if (!isMissingTool(error)) throw error;
  }
  try {
    return { tool: 'kubectl kustomize', result: await runTool('kubectl', ['kustomize', path], options) };
  } catch (error) {
    if (!isMissingTool(error)) throw error;
    throw new Failure({
      reason: 'missing-tool',
      what: `${folder} is a kustomization, and neither kustomize nor kubectl is on PATH`,
      next: 'Install one of them on the runner, or run this job on a GitHub-hosted runner, which has both.',
      place: { file: folder },
      cause: error,
    });
  }
}
