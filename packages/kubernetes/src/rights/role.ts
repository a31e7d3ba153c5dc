import type { Resource } from '../transport/discovery.ts';
import { allRights, readRights } from './needed.ts';
import { type PolicyRule, rulesFor, rulesText } from './rights.ts';

type Kind = Pick<Resource, 'apiVersion' | 'kind' | 'plural'>;

/** The kinds that apps are usually made of; an app with others adds the rules that `roleFor` makes of them. */
const usualKinds: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps' },
  { apiVersion: 'v1', kind: 'Secret', plural: 'secrets' },
  { apiVersion: 'v1', kind: 'Service', plural: 'services' },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' },
  { apiVersion: 'v1', kind: 'Pod', plural: 'pods' },
  { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', plural: 'statefulsets' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', plural: 'daemonsets' },
  { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs' },
  { apiVersion: 'batch/v1', kind: 'CronJob', plural: 'cronjobs' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', plural: 'networkpolicies' },
];

/** Exactly what deploy, smoke-test and rollback of an app of these kinds ask for, inside one namespace. */
export function roleFor(kinds: readonly Kind[]): PolicyRule[] {
  return rulesFor(allRights(kinds));
}

/** All that deploy, smoke-test and rollback may do, inside one namespace. Secrets are never listed. */
export const deployRules: readonly PolicyRule[] = roleFor(usualKinds);

/** All that a plan on a pull request may do: read, and no Secrets. */
export const planRules: readonly PolicyRule[] = rulesFor(readRights(usualKinds));

export interface NamedRole {
  name: string;
  rules: readonly PolicyRule[];
}

export const deployRole: NamedRole = { name: 'workaday-deploy', rules: deployRules };
export const planRole: NamedRole = { name: 'workaday-plan', rules: planRules };

/** A Role as YAML, a rule a line, as a person reads and applies it. */
export function roleManifest(namespace: string, { name, rules }: NamedRole = deployRole): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${name}
  namespace: ${namespace}
rules:
${rulesText(rules).replace(/^/gm, '  ')}
`;
}

/** The commands that make a credential which may deploy an app of these kinds, and nothing else. */
export function credentialCommands(namespace: string, kinds: readonly Kind[]): string {
  return `kubectl apply -f - <<'YAML'
${roleManifest(namespace, { ...deployRole, rules: roleFor(kinds) })}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: deployer, namespace: ${namespace} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: deployer, namespace: ${namespace} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${deployRole.name} }
subjects: [{ kind: ServiceAccount, name: deployer, namespace: ${namespace} }]
YAML
sh credential.sh ${namespace} > kubeconfig`;
}
