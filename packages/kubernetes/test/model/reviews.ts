import { recordAt } from '../../src/manifests/object.ts';
import { deployRules } from '../../src/rights/role.ts';
import type { ClusterRequest } from '../../src/transport/cluster.ts';
import { apiVersionOf, kinds } from './kinds.ts';
import { Refused } from './refusal.ts';

/** What is answered without a look at any object: what there is, who asks, and what they may. Undefined for the rest. */
export function reviewed({ method, path, body }: ClusterRequest, namespace: string): object | undefined {
  if (path === '/version') return { gitVersion: 'v1.37.0' };
  if (path === '/api' || path === '/apis') return discovered(path);
  if (path === `/api/v1/namespaces/${namespace}`) return { metadata: { name: namespace } };
  const spec = recordAt(body, 'spec');
  const name = path.split('/').at(-1);
  if (method !== 'POST') return undefined;
  if (name === 'selfsubjectaccessreviews')
    return { status: { allowed: isAllowed(recordAt(spec, 'resourceAttributes') ?? {}, namespace) } };
  if (name === 'selfsubjectrulesreviews') return { status: { incomplete: true, resourceRules: [] } };
  if (name === 'selfsubjectreviews')
    return { status: { userInfo: { username: 'deployer', groups: ['system:authenticated'] } } };
  if (path === '/api/v1/namespaces') throw forbidden('namespaces', '');
  if (name === 'clusterroles') throw forbidden('clusterroles', 'rbac.authorization.k8s.io');
  return undefined;
}

function discovered(path: string): object {
  const served = kinds.filter(({ root }) => (root === '/api/v1') === (path === '/api'));
  const groups = Map.groupBy(served, apiVersionOf);
  const items = [...groups].map(([apiVersion, same]) => {
    const [version = '', name = ''] = apiVersion.split('/').toReversed();
    const resources = same.map(({ kind, plural }) => ({
      resource: plural,
      responseKind: { kind },
      scope: 'Namespaced',
    }));
    return { metadata: { name }, versions: [{ version, resources }] };
  });
  return { kind: 'APIGroupDiscoveryList', items };
}

/** With the generated Role, in its namespace, and nothing else. */
function isAllowed(asked: Readonly<Record<string, unknown>>, own: string): boolean {
  const { namespace, group = '', resource, subresource, verb } = asked;
  const wanted = subresource ? `${resource}/${subresource}` : String(resource);
  return (
    namespace === own &&
    deployRules.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(String(group)) && resources.includes(wanted) && verbs.includes(String(verb)),
    )
  );
}

function forbidden(plural: string, group: string): Refused {
  const message = `${plural} is forbidden: User "deployer" cannot create resource "${plural}" in API group "${group}" at the cluster scope`;
  return new Refused(403, 'Forbidden', message);
}
