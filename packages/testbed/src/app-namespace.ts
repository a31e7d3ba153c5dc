import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { nodeClock } from '@workaday/core/node';
import { type Cluster, connect, deployRules, type PolicyRule } from '@workaday/kubernetes';
import { parse, stringify } from 'yaml';

/** A namespace as the foundation makes one: with the generated Role, and a credential that has nothing but it. */
export interface AppNamespace {
  namespace: string;
  /** Content of the deploying identity's kubeconfig. */
  kubeconfig: string;
  /** The testbed's administrator, to arrange and to look. */
  admin: Cluster;
  remove(): Promise<void>;
}

export interface AppNamespaceOptions {
  /** Rules of the Role; the generated ones by default. */
  rules?: readonly PolicyRule[];
  labels?: Record<string, string>;
}

/** Makes a namespace of its own for one test, on the cluster that KUBECONFIG names. */
export async function createAppNamespace(
  purpose: string,
  { rules = deployRules, labels = {} }: AppNamespaceOptions = {},
): Promise<AppNamespace> {
  const path = process.env['KUBECONFIG'] ?? '';
  const admin = await connect(path, { clock: nodeClock });
  const namespace = `${purpose}-${randomBytes(3).toString('hex')}`;
  const core = '/api/v1/namespaces';
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const post = <Answer = unknown>(to: string, body: object) =>
    admin.request<Answer>({ method: 'POST', path: to, body });
  await post(core, { metadata: { name: namespace, labels } });
  await post(`${core}/${namespace}/serviceaccounts`, { metadata: { name: 'deployer' } });
  await post(`${rbac}/roles`, { metadata: { name: 'workaday-deploy' }, rules });
  await post(`${rbac}/rolebindings`, {
    metadata: { name: 'workaday-deploy' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'workaday-deploy' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
  });
  const { status } = await post<{ status: { token: string } }>(
    `${core}/${namespace}/serviceaccounts/deployer/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  );
  return {
    namespace,
    kubeconfig: tokenKubeconfig(await readFile(path, 'utf8'), status.token, namespace),
    admin,
    async remove() {
      await admin.request({ method: 'DELETE', path: `${core}/${namespace}` });
      admin.close();
    },
  };
}

/** The administrator's kubeconfig with another user: same server, same certificate authority. */
function tokenKubeconfig(adminText: string, token: string, namespace: string): string {
  const { clusters } = parse(adminText) as { clusters: { name: string }[] };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'deployer',
    clusters,
    users: [{ name: 'deployer', user: { token } }],
    contexts: [{ name: 'deployer', context: { cluster: clusters[0]?.name, user: 'deployer', namespace } }],
  });
}
