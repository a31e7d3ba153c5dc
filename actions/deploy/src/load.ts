import { Failure, type Problem } from '@workaday/core';
import {
  type Cluster,
  gateProblems,
  gateWarnings,
  hashConfigNames,
  jobProblems,
  jobWarnings,
  type KubeObject,
  keptConfigNames,
  leaveReplicasToAutoscalers,
  loadApp,
  type Manifest,
  nameJobs,
  type Resource,
  readAutoscalers,
  setImages,
} from '@workaday/kubernetes';
import type { Order, Ports } from './facts.ts';

/** An app as it will be applied, but for the stamps of its release. */
export interface Prepared {
  manifests: Manifest[];
  /** Those of the namespace. */
  autoscalers: KubeObject[];
  /** The kinds of its objects, each once. */
  kinds: Resource[];
  /** Deployed all the same, and said. */
  warnings: (Problem & { about: string })[];
  /** What else is worth knowing of how it was read. */
  notes: string[];
}

/**
 * Reads and renders the manifests, refuses what is not a deploy's ground, and makes of what is written what is
 * applied: images by digest, configuration and Jobs under hashed names, replicas left to autoscalers.
 * @throws Failure `not-ours` or `unused-image` with all problems
 */
export async function prepareApp(
  cluster: Cluster,
  order: Order,
  { files, exec, env, context, privateFolder, log }: Ports,
): Promise<Prepared> {
  const { namespace, app } = order.place;
  const resources = await cluster.resources();
  const [loaded, autoscalers] = await Promise.all([
    loadApp(files, order.folder, {
      ...((await files.kind(`${order.folder}/Chart.yaml`)) === 'file' ? await capabilities(cluster) : {}),
      exec,
      root: context.workspace,
      namespace,
      app,
      values: order.values,
      env,
      privateFolder,
    }),
    readAutoscalers(cluster, namespace, (line) => log.line(line)),
  ]);
  const written = loaded.manifests;
  const foreign = [
    ...gateProblems(written, resources, { namespace, allow: order.allow }),
    ...jobProblems(written),
  ];
  const withImages = setImages(written, order.images);
  const problems = [...foreign, ...withImages.problems];
  if (problems.length > 0) throw unusable(problems, foreign.length > 0);
  const scaled = leaveReplicasToAutoscalers(withImages.manifests, autoscalers);
  const manifests = nameJobs(hashConfigNames(scaled));
  const kinds = manifests.flatMap(({ object }) => resources.find(object.apiVersion, object.kind) ?? []);
  return {
    manifests,
    autoscalers,
    kinds: [...new Set(kinds)],
    warnings: [
      ...withImages.warnings.map((problem) => ({ about: 'image without digest', ...problem })),
      ...gateWarnings(written).map((problem) => ({ about: 'look at this', ...problem })),
      ...jobWarnings(written).map((problem) => ({ about: 'a Job that vanishes', ...problem })),
    ],
    notes: [...loaded.notes, ...keptConfigNames(scaled).map(({ what }) => what)],
  };
}

/** What a chart asks of the cluster: without it, each version of Helm has its own idea. */
async function capabilities(cluster: Cluster): Promise<{ kubeVersion: string; apiVersions: string[] }> {
  const [version, resources] = await Promise.all([
    cluster.request<{ gitVersion: string }>({ method: 'GET', path: '/version' }),
    cluster.resources(),
  ]);
  const served = resources.all().flatMap(({ apiVersion, kind }) => [apiVersion, `${apiVersion}/${kind}`]);
  return { kubeVersion: version.gitVersion, apiVersions: [...new Set(served)] };
}

function unusable(problems: readonly Problem[], foreign: boolean): Failure {
  return new Failure({
    outcome: 'refused',
    reason: foreign ? 'not-ours' : 'unused-image',
    what: problems.map(textOf).join('; '),
    why: foreign
      ? 'A deploy applies objects of known kinds into its own namespace, and nothing else.'
      : 'What was built and tested would not be what runs.',
    next: 'Correct the manifests; nothing was touched.',
    problems,
    place: problems[0]?.place,
  });
}

function textOf({ what, place }: Problem): string {
  return place ? `${[place.file, place.line].filter(Boolean).join(':')}: ${what}` : what;
}
