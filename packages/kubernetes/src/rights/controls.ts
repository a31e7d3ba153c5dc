import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { refusedRight } from '../transport/cluster-failure.ts';
import { type Answer, unanswered } from './ask.ts';
import type { Power } from './power-list.ts';

/** A request that must be refused, because reviews may say what is not so: an authorizer of its own, a stale cache. */
interface Control {
  power: Power;
  path: string;
  body: object;
}

const metadata = { name: 'workaday-must-not-exist' };
const rbac = 'rbac.authorization.k8s.io';

const controls: readonly Control[] = [
  {
    power: {
      right: { group: '', resource: 'namespaces', verb: 'create' },
      where: 'cluster',
      why: 'it could make ground for apps that nobody set limits to',
    },
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata },
  },
  {
    power: {
      right: { group: rbac, resource: 'clusterroles', verb: 'create' },
      where: 'cluster',
      why: 'it could write rights for the whole cluster',
    },
    path: `/apis/${rbac}/v1/clusterroles`,
    // Without rules, so that nothing but the right to create decides.
    body: { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata, rules: [] },
  },
];

export interface Tried {
  power: Power;
  answer: Answer;
  /** Whom the server says it refused. */
  user?: string | undefined;
}

/** Tries what must be refused, as dry runs, which are authorized like real requests. */
export function tryControls(cluster: Cluster): Promise<Tried[]> {
  return Promise.all(
    controls.map(({ power, path, body }) =>
      cluster
        .request({ method: 'POST', path, query: { dryRun: 'All' }, repeatable: true, body })
        .then((): Tried => ({ power, answer: 'allowed' }))
        .catch((error: unknown) => meaningOf(error, power)),
    ),
  );
}

/** Only the authorizer's own words count as a refusal: admission comes after it, and may answer 403 as well. */
function meaningOf(error: unknown, power: Power): Tried {
  if (!isApiError(error)) return { power, answer: unanswered(error) };
  const refused = refusedRight(error);
  if (refused?.verb === power.right.verb && refused.resource === power.right.resource)
    return { power, answer: 'refused', user: /User "([^"]+)" cannot /.exec(error.message)?.[1] };
  // The object itself was looked at: it exists, or is not liked.
  if (error.status === 409 || error.status === 422) return { power, answer: 'allowed' };
  return { power, answer: unanswered(error) };
}
