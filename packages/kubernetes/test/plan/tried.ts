import { Failure, type FailureParts } from '@workaday/core';
import { parseManifests } from '../../src/manifests/manifests.ts';
import type { KubeObject } from '../../src/manifests/object.ts';
import { stampManifests } from '../../src/manifests/stamp.ts';
import { type Change, type TrialOptions, tryObjects } from '../../src/plan/trial.ts';
import type { Cluster } from '../../src/transport/cluster.ts';

export const file = 'k8s/app.yaml';

/** The manifests of a text, stamped as a deploy stamps them. */
export function manifestsOf(text: string, namespace: string, release = 1) {
  const { manifests, problems } = parseManifests(text, file);
  if (problems.length > 0) throw new Error(problems.map(({ what }) => what).join());
  return stampManifests(manifests, { namespace, app: 'shop', release });
}

export function tried(
  cluster: Cluster,
  namespace: string,
  text: string,
  options: Partial<TrialOptions> = {},
): Promise<Change[]> {
  return tryObjects(cluster, namespace, manifestsOf(text, namespace), { takeOver: [], ...options });
}

/** The failure of a trial that must not succeed; every place in its text is that of the manifests. */
export async function refused(
  cluster: Cluster,
  namespace: string,
  text: string,
  options: Partial<TrialOptions> = {},
): Promise<FailureParts> {
  const ended = await tried(cluster, namespace, text, {
    readText: async (path) => (path === file ? text : undefined),
    ...options,
  }).catch((error: unknown) => error);
  if (ended instanceof Failure) return ended.parts;
  throw ended instanceof Error ? ended : new Error(`accepted: ${JSON.stringify(ended)}`);
}

/** Each problem as a person reads it: `6: what → next`. */
export function told(parts: FailureParts): string[] {
  return (parts.problems ?? []).map(
    ({ what, place, next }) => `${place?.line ?? ''}: ${what} → ${next ?? ''}`,
  );
}

const json = (value: unknown) => JSON.stringify(value);

export function deploymentText(spec: object = {}, container: object = {}, pod: object = {}): string {
  return json({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'example.org/web:1', ...container }], ...pod },
      },
      ...spec,
    },
  });
}

/** Documents of one file, a line each: the first begins at line 2. */
export function documents(...texts: string[]): string {
  return texts.map((text) => `---\n${text}\n`).join('');
}

/** Writes an object as another tool would. */
export async function writeAs(
  cluster: Cluster,
  path: string,
  manager: string,
  object: object,
  how: 'create' | 'apply' | 'merge' | 'replace' = 'create',
): Promise<KubeObject> {
  const types = { create: '', apply: 'apply-patch+yaml', merge: 'merge-patch+json', replace: '' };
  const method = how === 'create' ? 'POST' : how === 'replace' ? 'PUT' : 'PATCH';
  return cluster.request<KubeObject>({
    method,
    path: how === 'create' ? path.replace(/\/[^/]+$/, '') : path,
    query: { fieldManager: manager, ...(how === 'apply' ? { force: true } : {}) },
    ...(types[how] ? { headers: { 'Content-Type': `application/${types[how]}` } } : {}),
    body: object,
  });
}
