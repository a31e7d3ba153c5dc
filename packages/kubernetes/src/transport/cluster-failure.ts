import { Failure } from '@workaday/core';
import { missingRights, type Right } from '../rights/rights.ts';
import type { ApiError } from './api-error.ts';
import type { Cluster } from './cluster.ts';

/** An answer of the API server that ends the work, as a person can act on it. */
export function clusterFailure(cluster: Cluster, namespace: string, error: ApiError): Failure {
  const right = refusedRight(error);
  if (right) return missingRights(namespace, [right]);
  if (error.status === 401) {
    return new Failure({
      reason: 'unauthorized',
      what: `the cluster at ${cluster.server} no longer accepts the credential`,
      why: 'It expired or was revoked while this ran.',
      next: 'Run the job again with a valid credential; it continues where it stopped.',
      cause: error,
    });
  }
  if (isNamespaceMissing(error, namespace)) {
    return new Failure({
      reason: 'no-namespace',
      what: `the namespace ${namespace} does not exist on the cluster at ${cluster.server}`,
      why: 'Namespaces belong to the foundation: a deploy never makes one.',
      next: `A person creates ${namespace} with its quota, Role and credential (see examples/foundation).`,
      cause: error,
    });
  }
  return new Failure({
    reason: 'cluster-error',
    what: `the cluster at ${cluster.server} refused ${error.asked} (HTTP ${error.status} ${error.reason}): ${error.message}`,
    next: 'Run the job again; it continues where it stopped. If it persists, look at the API server.',
    cause: error,
  });
}

export function isNamespaceMissing(error: ApiError, namespace: string): boolean {
  return error.status === 404 && error.message.includes(`namespaces "${namespace}" not found`);
}

/** The right that the API server says is missing. */
export function refusedRight(error: ApiError): Right | undefined {
  if (error.status !== 403) return undefined;
  const said = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"/.exec(error.message);
  return said ? { verb: said[1] ?? '', resource: said[2] ?? '', group: said[3] ?? '' } : undefined;
}
