import { ApiError, type Cluster, type ClusterRequest, type KubeObject } from '@workaday/kubernetes';
import { leaseName, ledgerName, stopNames } from './history.ts';
import type { Mutation } from './world.ts';

/** A request on its way to the server, and what goes on with it. */
type Between = (
  request: ClusterRequest,
  send: (request: ClusterRequest) => Promise<unknown>,
  by: string,
) => unknown;

function between(change: Between): Mutation {
  return (cluster: Cluster, { by }) => ({
    ...cluster,
    request: async <Body>(request: ClusterRequest) =>
      (await change(request, (sent) => cluster.request(sent), by)) as Body,
  });
}

const both =
  (one: Mutation, other: Mutation): Mutation =>
  (cluster, step) =>
    one(other(cluster, step), step);

function isNamed({ path }: ClusterRequest, plural: string, names: readonly string[]): boolean {
  return names.some((name) => path.endsWith(`/${plural}/${name}`));
}

const everyLeaseLooksFree = between(async (request, send) => {
  const answer = await send(request);
  if (request.method !== 'GET' || !isNamed(request, 'leases', [leaseName])) return answer;
  const lease = answer as KubeObject;
  return { ...lease, spec: { ...(lease['spec'] as object), holderIdentity: '' } };
});

const mergesReadNoLocks = between((request, send, by) => {
  const isMerge = /\/(deploy|smoke-test)$/.test(by);
  if (isMerge && request.method === 'GET' && isNamed(request, 'leases', stopNames))
    throw new ApiError('GET', 404, '');
  return send(request);
});

const blindly = (isOne: (request: ClusterRequest) => boolean) =>
  between((request, send) => {
    if (!isOne(request)) return send(request);
    const { metadata, ...rest } = request.body as KubeObject;
    const { resourceVersion: _, uid: __, ...named } = metadata;
    return send({ ...request, body: { ...rest, metadata: named } });
  });

const appliesBlindly = blindly(({ method }) => method === 'PATCH');
const writesTheLedgerBlindly = blindly(
  (request) => request.method === 'PUT' && isNamed(request, 'configmaps', [ledgerName]),
);

const restoresNoFlags = between((request, send) => {
  const { metadata } = (request.body ?? {}) as Partial<KubeObject>;
  const isRestore = metadata?.annotations?.['workaday.dev/undone'] !== undefined;
  return request.method === 'PATCH' && isRestore && metadata.name === 'flags' ? request.body : send(request);
});

const failsOfItself = between((request, send) => {
  if (request.method === 'POST' && request.path.endsWith('/secrets')) throw new TypeError('a fault of ours');
  return send(request);
});

export const mutations = {
  everyLeaseLooksFree,
  mergesReadNoLocks,
  appliesBlindlyAndTakesAnyLease: both(everyLeaseLooksFree, appliesBlindly),
  writesTheLedgerBlindlyAndTakesAnyLease: both(everyLeaseLooksFree, writesTheLedgerBlindly),
  restoresNoFlags,
  failsOfItself,
} as const;
