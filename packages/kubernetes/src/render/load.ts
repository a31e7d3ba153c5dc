import type { Files } from '@workaday/core';
import { noFolder, unsupportedManifests } from '../manifests/manifest-failures.ts';
import { loadManifests, type Manifest } from '../manifests/manifests.ts';
import { isFolder, linkProblem, pathInside } from './checkout-path.ts';
import { renderChart } from './helm.ts';
import { renderKustomization } from './kustomize.ts';
import { kustomizationNames } from './kustomize-survey.ts';
import type { RenderOptions } from './options.ts';

export interface LoadedApp {
  /** Each with the file that it was written in; the line too, unless a template made it. */
  manifests: Manifest[];
  /** What rendered it; nothing for plain manifests. */
  rendered?: 'kustomize' | 'helm';
  /** What a reader should know of how it was rendered, a sentence each. */
  notes: string[];
}

/**
 * The objects of an app: a folder of plain manifests, a kustomization or a Helm chart, whichever its top says.
 * @param folder relative to the checkout
 * @throws Failure `no-manifests`, `bad-manifest`, `unsupported-manifests`, `bad-input`, `render-failed`, `missing-tool`
 */
export async function loadApp(files: Files, folder: string, options: RenderOptions): Promise<LoadedApp> {
  const top = folder.startsWith('/') ? undefined : pathInside(folder);
  if (top === undefined || !(await isFolder(options.root, top))) throw noFolder(folder);
  const link = await linkProblem(options.root, top);
  if (link !== undefined)
    throw unsupportedManifests(
      'the folder of manifests is not in the repository',
      [{ what: `${top} ${link}`, place: { file: top } }],
      'Name a folder of the repository.',
    );
  const [chart, ...kustomizations] = await Promise.all(
    ['Chart.yaml', ...kustomizationNames].map((name) => files.kind(`${top}/${name}`)),
  );
  const isKustomization = kustomizations.some((kind) => kind !== undefined);
  if (chart !== undefined && isKustomization) throw both(top);
  if (chart === undefined && options.values.length > 0) throw valuesWithoutChart(top, options.values);
  if (chart !== undefined) return { rendered: 'helm', ...(await renderChart(files, top, options)) };
  if (isKustomization)
    return { rendered: 'kustomize', manifests: await renderKustomization(files, top, options), notes: [] };
  return { manifests: await loadManifests(files, top), notes: [] };
}

function both(folder: string) {
  return unsupportedManifests(
    `${folder} is a Helm chart and a kustomization at once`,
    [{ what: 'it has a Chart.yaml and a kustomization', place: { file: `${folder}/Chart.yaml` } }],
    'Keep one of them in this folder, or move one into a folder of its own and name that in `manifests`.',
  );
}

function valuesWithoutChart(folder: string, values: readonly string[]) {
  return unsupportedManifests(
    `there are values (${values.join(', ')}), but ${folder} is no Helm chart`,
    [{ what: 'it has no Chart.yaml', place: { file: folder } }],
    'Name the folder of the chart in `manifests`, or leave `values` empty.',
  );
}
