import { type KubeObject, recordsAt } from '../manifests/object.ts';
import { onNotFound } from './api-error.ts';
import type { Cluster } from './cluster.ts';

/** One kind that the API server serves. */
export interface Resource {
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** What may be asked of it; absent when nobody said. */
  verbs?: readonly string[];
}

export interface Resources {
  find(apiVersion: string, kind: string): Resource | undefined;
  all(): readonly Resource[];
}

const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** Asks the API server for all it serves: two requests, or one per group and version for servers before 1.26. */
export async function discover(cluster: Cluster): Promise<Resources> {
  const headers = { Accept: aggregated };
  const answers = await Promise.all(
    ['/api', '/apis'].map((path) => cluster.request({ method: 'GET', path, headers })),
  );
  const lists = await Promise.all(
    answers.map((answer) =>
      (answer as { kind?: string }).kind === 'APIGroupDiscoveryList'
        ? fromAggregated(answer)
        : fromGroups(cluster, answer),
    ),
  );
  return resourcesOf(lists.flat());
}

export function resourcesOf(found: readonly Resource[]): Resources {
  const byKind = new Map(found.map((resource) => [`${resource.apiVersion}/${resource.kind}`, resource]));
  return {
    find: (apiVersion, kind) => byKind.get(`${apiVersion}/${kind}`),
    all: () => [...byKind.values()],
  };
}

function fromAggregated(answer: unknown): Resource[] {
  return recordsAt(answer, 'items').flatMap((group) => {
    const name = String((group['metadata'] as { name?: string } | undefined)?.name ?? '');
    return recordsAt(group, 'versions').flatMap((version) =>
      recordsAt(version, 'resources').map((resource) => ({
        apiVersion: name === '' ? String(version['version']) : `${name}/${version['version']}`,
        kind: String((resource['responseKind'] as { kind?: string } | undefined)?.kind ?? ''),
        plural: String(resource['resource']),
        namespaced: resource['scope'] === 'Namespaced',
        ...verbsOf(resource),
      })),
    );
  });
}

async function fromGroups(cluster: Cluster, answer: unknown): Promise<Resource[]> {
  const { versions } = answer as { versions?: unknown };
  const groupVersions = Array.isArray(versions)
    ? versions.map(String)
    : recordsAt(answer, 'groups').flatMap((group) =>
        recordsAt(group, 'versions').map((version) => String(version['groupVersion'])),
      );
  const lists = await Promise.all(
    groupVersions.map((groupVersion) =>
      cluster.request({
        method: 'GET',
        path: groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`,
      }),
    ),
  );
  return lists.flatMap((list, index) =>
    recordsAt(list, 'resources')
      .filter((resource) => !String(resource['name']).includes('/'))
      .map((resource) => ({
        apiVersion: groupVersions[index] ?? '',
        kind: String(resource['kind']),
        plural: String(resource['name']),
        namespaced: resource['namespaced'] === true,
        ...verbsOf(resource),
      })),
  );
}

function verbsOf(resource: Record<string, unknown>): Pick<Resource, 'verbs'> {
  const verbs = resource['verbs'];
  return Array.isArray(verbs) ? { verbs: verbs.map(String) } : {};
}

/** Path of a collection of one namespace, e.g. `/apis/apps/v1/namespaces/shop/deployments`. */
export function collectionPath(resource: Pick<Resource, 'apiVersion' | 'plural'>, namespace: string): string {
  const root = resource.apiVersion.includes('/') ? '/apis' : '/api';
  return `${root}/${resource.apiVersion}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`;
}

/** Path of one object of a namespace. */
export function objectPath(
  resource: Pick<Resource, 'apiVersion' | 'plural'>,
  namespace: string,
  name: string,
): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

/** The collections of built-in kinds that we ask for without discovery. */
export const builtIn = {
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  Service: { apiVersion: 'v1', plural: 'services' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  Event: { apiVersion: 'v1', plural: 'events' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  ReplicaSet: { apiVersion: 'apps/v1', plural: 'replicasets' },
  StatefulSet: { apiVersion: 'apps/v1', plural: 'statefulsets' },
  DaemonSet: { apiVersion: 'apps/v1', plural: 'daemonsets' },
  Job: { apiVersion: 'batch/v1', plural: 'jobs' },
} as const;

/** One object, or undefined when there is none of that name. */
export async function readObject(
  cluster: Cluster,
  resource: Pick<Resource, 'apiVersion' | 'plural'>,
  namespace: string,
  name: string,
): Promise<KubeObject | undefined> {
  const path = objectPath(resource, namespace, name);
  return cluster.request<KubeObject>({ method: 'GET', path }).catch(onNotFound);
}
