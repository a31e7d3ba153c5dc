import { stringify } from 'yaml';

export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const own = ['get', 'create', 'patch', 'delete'];
const watched = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const read = ['get', 'list', 'watch'];

/** All that deploy, smoke-test and rollback may do, inside one namespace. Secrets are never listed. */
export const deployRules: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'secrets'],
    verbs: ['get', 'create', 'update', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['services'], verbs: own },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'create', 'patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: watched },
  { apiGroups: [''], resources: ['pods/log', 'pods/proxy', 'services/proxy'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: read },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: watched },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: read },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: watched },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: own },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: own },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: own },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
];

/** The Role of the deploying identity, as a person applies it. */
export function roleObject(namespace: string) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'workaday-deploy', namespace },
    rules: deployRules.map((rule) => ({ ...rule })),
  };
}

/** The Role as YAML. */
export function roleManifest(namespace: string): string {
  return stringify(roleObject(namespace), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Rules as the lines to add to a Role. */
export function rulesText(rules: readonly PolicyRule[]): string {
  const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  return rules
    .map(
      ({ apiGroups, resources, verbs }) =>
        `- { apiGroups: ${list(apiGroups)}, resources: ${list(resources)}, verbs: ${list(verbs)} }`,
    )
    .join('\n');
}
