import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from '../allotment.ts';
import type { Part } from '../process/part.ts';
import { answersHttp } from '../process/ready.ts';
import type { ApiCall } from './api.ts';

/**
 * CoreDNS's settings: the cluster's names, and the machine's resolver for all others.
 * @param resolver text of the machine's resolv.conf; one without a server makes CoreDNS refuse to start
 */
export function corefile(own: Allotment, kubeconfig: string, resolver: string): string {
  const forward = /^nameserver\s/m.test(resolver) ? 'forward . /etc/resolv.conf' : '';
  return `.:53 {
  bind ${own.nodeAddress}
  errors
  ready ${own.nodeAddress}:8181
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig ${kubeconfig}
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 5
  }
  ${forward}
  cache 5
}
`;
}

const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'system:coredns' },
  rules: [
    { apiGroups: [''], resources: ['services', 'namespaces', 'pods', 'endpoints'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ],
};
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'system:coredns' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:coredns' }],
};

/** Lets CoreDNS read what it serves. */
export async function grantDns(call: ApiCall): Promise<void> {
  for (const [kind, object] of Object.entries({ clusterroles: role, clusterrolebindings: binding })) {
    const answer = await call('POST', `/apis/rbac.authorization.k8s.io/v1/${kind}`, object);
    if (answer.status !== 201) throw new Error(`${kind}/system:coredns could not be created: ${answer.body}`);
  }
}

/** The cluster's DNS, on the node's address. */
export function coredns(own: Allotment, binary: string, kubeconfig: string): Part {
  const config = join(own.dir, 'Corefile');
  writeFileSync(config, corefile(own, kubeconfig, readFileSync('/etc/resolv.conf', 'utf8')));
  return {
    name: 'coredns',
    command: binary,
    args: ['-conf', config],
    ready: () => answersHttp(`http://${own.nodeAddress}:8181/ready`),
  };
}
