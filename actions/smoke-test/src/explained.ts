import { Failure } from '@workaday/core';
import { isApiError } from '@workaday/kubernetes';

/** What the API server refused, as a person can act on it. Everything else passes as it is. */
export async function explained<Result>(namespace: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isApiError(error)) throw error;
    const forbidden = error.status === 403;
    throw new Failure({
      reason: forbidden ? 'forbidden' : 'cluster-error',
      what: `the API server refused ${error.asked}: ${error.message}`,
      why: forbidden
        ? `The credential lacks this right in the namespace ${namespace}.`
        : `It answered HTTP ${error.status} ${error.reason}.`,
      next: forbidden
        ? 'Add the right to the Role of the deploying identity (examples/foundation/deployer.yaml has all), then run this job again; a pending release stays pending until then.'
        : 'Look at the state of the cluster, then run this job again; a pending release stays pending until then.',
      cause: error,
    });
  }
}
