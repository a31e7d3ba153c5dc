import type { Right } from './rights.ts';

/** A right that a deploying credential must not have. */
export interface Power {
  right: Right;
  /** `everywhere`: in all namespaces; `cluster`: of the whole cluster. */
  where: 'cluster' | 'everywhere' | 'kube-system' | 'own';
  /** What it could do with it. */
  why: string;
}

const rbac = 'rbac.authorization.k8s.io';
const guards = 'admissionregistration.k8s.io';

/** Verbs and resource, where they are asked for, and what the credential could do with them. */
export type PowerRow = readonly [verbs: string, resource: string, where: Power['where'], why: string];

/**
 * Rights that reach beyond the app's namespace, or with which the credential could give itself more. Whoever may
 * create pods in a namespace has that namespace's Secrets and accounts anyway, so these are not listed for it. A
 * question about the own namespace, or about kube-system, finds grants for the whole cluster as well. To create
 * namespaces and ClusterRoles is not asked but tried (see controls.ts).
 */
export const dangerous: readonly PowerRow[] = [
  ['*', '*.*', 'cluster', 'it is the administrator of the whole cluster'],
  ['delete', 'namespaces', 'cluster', 'it could delete other apps with all they have'],
  ['patch', 'namespaces', 'own', 'it could lift the Pod Security level that its labels demand'],
  ['create', `clusterrolebindings.${rbac}`, 'cluster', 'it could give anyone rights on the whole cluster'],
  ['escalate', `clusterroles.${rbac}`, 'cluster', 'it could give itself rights that it does not have'],
  ['bind', `clusterroles.${rbac}`, 'own', 'it could give itself any ClusterRole'],
  ['escalate bind', `roles.${rbac}`, 'own', 'it could give itself rights that it does not have'],
  [
    'create delete',
    'customresourcedefinitions.apiextensions.k8s.io',
    'cluster',
    'it could delete a kind with all its objects',
  ],
  ['create', `mutatingwebhookconfigurations.${guards}`, 'cluster', 'it could change whatever anyone writes'],
  ['create', `validatingwebhookconfigurations.${guards}`, 'cluster', 'it could read whatever anyone writes'],
  ['delete', `validatingwebhookconfigurations.${guards}`, 'cluster', 'it could remove the cluster’s guards'],
  ['create', 'apiservices.apiregistration.k8s.io', 'cluster', 'it could answer in the API server’s place'],
  ['patch', 'nodes', 'cluster', 'it could move the pods of every app'],
  ['get create', 'nodes/proxy', 'cluster', 'it could run commands in every container of the nodes'],
  ['create', 'persistentvolumes', 'cluster', 'it could mount the disks of the nodes'],
  ['impersonate', 'users', 'cluster', 'it could act as anyone'],
  ['impersonate', 'groups', 'cluster', 'it could act as a member of system:masters'],
  ['impersonate', 'serviceaccounts', 'everywhere', 'it could act as the cluster’s controllers'],
  ['create', 'serviceaccounts/token', 'everywhere', 'it could act as the cluster’s controllers'],
  ['get list', 'secrets', 'everywhere', 'it could read the Secrets of every app'],
  ['get', 'secrets', 'kube-system', 'it could read the Secrets of the cluster'],
  ['create', 'pods', 'everywhere', 'it could run anything anywhere'],
  ['create', 'pods', 'kube-system', 'it could run as the cluster’s controllers'],
  [
    'patch',
    'configmaps',
    'kube-system',
    'it could change who is who (aws-auth) and how names resolve (coredns)',
  ],
  ['create', 'pods/exec', 'everywhere', 'it could run commands in the pods of every app'],
  ['patch', 'deployments.apps', 'everywhere', 'it could change every app'],
  ['create', 'daemonsets.apps', 'everywhere', 'it could run anything on every node'],
  ['create', 'jobs.batch', 'everywhere', 'it could run anything anywhere'],
  [
    'update',
    'certificatesigningrequests/approval.certificates.k8s.io',
    'cluster',
    'it could get itself a certificate as anyone',
  ],
  ['patch', 'resourcequotas', 'own', 'it could lift the limits of its namespace'],
];

/** Refused unless the manifests may hold these kinds: then the API server sees to it that nobody grants more than they have. */
export const granting: readonly PowerRow[] = [
  ['create patch', `roles.${rbac}`, 'own', 'it could write the Role that limits it'],
  ['create patch', `rolebindings.${rbac}`, 'own', 'it could give others what it may do'],
];

/** Refused although the manifests may hold these kinds. */
export const grantingElsewhere: readonly PowerRow[] = [
  ['create', `rolebindings.${rbac}`, 'everywhere', 'it could give others rights in every namespace'],
];
