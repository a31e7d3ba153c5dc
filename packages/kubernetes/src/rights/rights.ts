import { Failure } from '@workaday/core';
import { groupOf, recordsAt } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Resource } from '../transport/discovery.ts';
import { type PolicyRule, rulesText } from './role.ts';

export interface Right {
  group: string;
  /** Plural, with subresource: `pods/log`. */
  resource: string;
  verb: string;
}

const always: readonly [group: string, resource: string, verbs: string][] = [
  ['', 'configmaps', 'get create update delete'],
  ['', 'secrets', 'get create delete'],
  ['', 'pods', 'get list watch delete'],
  ['', 'pods/log', 'get'],
  ['', 'events', 'list watch'],
  ['apps', 'replicasets', 'list watch'],
  ['coordination.k8s.io', 'leases', 'get create update delete'],
];
const watchedKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod']);
const neverDeleted = new Set(['PersistentVolumeClaim']);

/** All that a deploy of these kinds, and its rollback, will ask for. */
export function neededRights(kinds: readonly Resource[]): Right[] {
  const rows = kinds.map(({ apiVersion, plural, kind }): [string, string, string] => [
    groupOf(apiVersion),
    plural,
    `get create patch${neverDeleted.has(kind) ? '' : ' delete'}${watchedKinds.has(kind) ? ' list watch' : ''}`,
  ]);
  const all = [...always, ...rows].flatMap(([group, resource, verbs]) =>
    verbs.split(' ').map((verb): Right => ({ group, resource, verb })),
  );
  return [...new Map(all.map((right) => [JSON.stringify(right), right])).values()];
}

/**
 * Refuses to begin with a credential that could not finish, or not undo. What the rules review does not show is
 * asked one by one, because managed clusters answer it incompletely.
 * @throws Failure `missing-right` with the exact rules to add
 */
export async function checkRights(
  cluster: Cluster,
  namespace: string,
  rights: readonly Right[],
): Promise<void> {
  const review = await cluster.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  const rules = recordsAt(review, 'status', 'resourceRules');
  const open = rights.filter((right) => !rules.some((rule) => covers(rule, right)));
  const answers = await Promise.all(open.map((right) => isAllowed(cluster, namespace, right)));
  const missing = open.filter((_, index) => !answers[index]);
  if (missing.length > 0) throw missingRights(namespace, missing);
}

function covers(rule: Record<string, unknown>, right: Right): boolean {
  const has = (field: string, value: string) => {
    const values = rule[field];
    return Array.isArray(values) && (values.includes(value) || values.includes('*'));
  };
  const named = Array.isArray(rule['resourceNames']) && rule['resourceNames'].length > 0;
  return (
    !named && has('apiGroups', right.group) && has('resources', right.resource) && has('verbs', right.verb)
  );
}

async function isAllowed(cluster: Cluster, namespace: string, right: Right): Promise<boolean> {
  const [resource, subresource] = right.resource.split('/');
  const answer = await cluster.request<{ status?: { allowed?: boolean } }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: { namespace, group: right.group, resource, subresource, verb: right.verb },
      },
    },
  });
  return answer.status?.allowed === true;
}

/** Missing rights, as rules: one a resource, all its missing verbs together. */
export function rulesFor(rights: readonly Right[]): PolicyRule[] {
  const byResource = Map.groupBy(rights, ({ group, resource }) => `${group}/${resource}`);
  return [...byResource.values()].map((same) => ({
    apiGroups: [same[0]?.group ?? ''],
    resources: [same[0]?.resource ?? ''],
    verbs: same.map(({ verb }) => verb),
  }));
}

export function missingRights(namespace: string, rights: readonly Right[]): Failure {
  const rules = rulesFor(rights);
  const text = rules.map(
    ({ apiGroups: [group], resources, verbs }) =>
      `${verbs.join(', ')} ${resources.join()}${group ? `.${group}` : ''}`,
  );
  return new Failure({
    reason: 'missing-right',
    what: `the credential may not do all that a deploy and its rollback need in namespace ${namespace}: ${text.join('; ')}`,
    why: 'They are checked before anything is touched, so that a deploy that has begun can always be undone.',
    next: `A person adds these rules to the Role of the deploying identity in ${namespace}:\n${rulesText(rules)}`,
    problems: rules.map((rule) => ({ what: `missing rule: ${rulesText([rule])}` })),
  });
}
