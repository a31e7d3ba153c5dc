import type { Resources } from '../transport/discovery.ts';
import { nearestKind } from './nearest-kind.ts';
import { groupOf, type KubeObject } from './object.ts';

const foundation = 'it is part of the foundation, which people apply';
const traffic =
  'sends traffic to any address, past the NetworkPolicies of other namespaces; write a Service with a selector, or one of type ExternalName';
const neverReplaced =
  'does not replace its pods when its template changes, so a new version would never run; write a Deployment';
const request = 'is a request to the API server, which keeps no such object';

/** Kinds of a namespace that no app is made of, by group and kind, and why. */
const notDeployed: Readonly<Record<string, string>> = {
  '/ResourceQuota': `limits what the app may use; ${foundation}`,
  '/LimitRange': `limits what the app may use; ${foundation}`,
  '/Endpoints': traffic,
  'discovery.k8s.io/EndpointSlice': traffic,
  '/ReplicationController': neverReplaced,
  'apps/ReplicaSet': neverReplaced,
  'apps/ControllerRevision': 'is the history that a StatefulSet or DaemonSet keeps by itself',
  'coordination.k8s.io/Lease': 'is a lock, which running programs take and give back',
  'storage.k8s.io/CSIStorageCapacity': 'is what a storage driver reports',
  '/Event': 'tells what happened; whoever did it writes it',
  'events.k8s.io/Event': 'tells what happened; whoever did it writes it',
  '/Binding': request,
  'autoscaling/Scale': request,
  'policy/Eviction': request,
  'authentication.k8s.io/TokenRequest': request,
};

const roles = 'rbac.authorization.k8s.io';
/** Kinds that grant rights; the input `allow` may name them. */
const granting: ReadonlySet<string> = new Set([
  `${roles}/Role`,
  `${roles}/RoleBinding`,
  'authorization.openshift.io/Role',
  'authorization.openshift.io/RoleBinding',
  '/ServiceAccount',
]);

/** Why an object of this kind is not deployed, if so. */
export function kindProblem(
  object: KubeObject,
  resources: Resources,
  allow: readonly string[],
): string | undefined {
  const { apiVersion, kind } = object;
  if (kind.endsWith('List') && 'items' in object)
    return 'is a list of objects; write them as documents of their own, separated by ---';
  const key = `${groupOf(apiVersion)}/${kind}`;
  if (Object.hasOwn(notDeployed, key)) return notDeployed[key];
  const resource = resources.find(apiVersion, kind);
  if (!resource) return unknownKind(object, resources);
  if (!resource.namespaced) return `is of a kind that belongs to the whole cluster; ${foundation}`;
  if (resource.verbs?.includes('patch') === false)
    return `cannot be applied: the cluster offers only to ${resource.verbs.join(', ')} it`;
  if (granting.has(key) && !allow.includes(kind))
    return `grants rights; ${foundation}, unless the input \`allow\` names ${kind}`;
  if (isTokenSecret(object) && !allow.includes('ServiceAccount'))
    return 'becomes a token of a ServiceAccount that never ends; a pod gets one that does by itself (`serviceAccountName`). The input `allow` may name ServiceAccount';
  return undefined;
}

function isTokenSecret(object: KubeObject): boolean {
  return (
    object.apiVersion === 'v1' &&
    object.kind === 'Secret' &&
    object['type'] === 'kubernetes.io/service-account-token'
  );
}

function unknownKind(object: KubeObject, resources: Resources): string {
  const near = nearestKind(object, resources.all());
  const said = JSON.stringify(`${object.apiVersion} ${object.kind}`.slice(0, 100)).slice(1, -1);
  return `is of a kind that this cluster does not know (${said})${
    near ? `; did you mean ${near.apiVersion} ${near.kind}?` : '; is its CustomResourceDefinition installed?'
  }`;
}
