import { groupOf } from '../manifests/object.ts';
import { watchedKinds } from '../rollout/status.ts';
import type { Resource } from '../transport/discovery.ts';
import type { Right } from './rights.ts';

type Row = readonly [group: string, resource: string, verbs: string];

/** What every deploy asks for, whatever the app is made of. */
const always: readonly Row[] = [
  ['', 'configmaps', 'get create update delete'], // the ledger
  ['', 'secrets', 'get create delete'], // snapshots of releases; never list or watch, which would show all Secrets
  ['', 'persistentvolumeclaims', 'get'], // whether those that pods name exist
  ['', 'pods', 'list watch create delete'], // create: a trial of each template, for quota and admission
  ['', 'pods/log', 'get'],
  ['', 'events', 'list watch'],
  ['apps', 'replicasets', 'list watch'],
  ['autoscaling', 'horizontalpodautoscalers', 'list'], // whose replicas are left alone
  ['coordination.k8s.io', 'leases', 'get create update'],
];

/** What deploy and smoke-test use where they may, and say so where not; a deploy does not insist on it. */
const wherePossible: readonly Row[] = [
  ['', 'events', 'create'], // what a release did, on its workloads
  ['', 'serviceaccounts', 'get'], // whether those that pods name exist
  ['', 'services', 'get'],
  ['', 'pods/proxy', 'get'], // checks from inside the cluster
  ['discovery.k8s.io', 'endpointslices', 'list'],
];

/** What holds data is never deleted. */
const neverDeleted = new Set(['PersistentVolumeClaim']);

type Kind = Pick<Resource, 'apiVersion' | 'kind' | 'plural'>;

/** All that a deploy of these kinds, and its rollback, will ask for; each once. */
export function neededRights(kinds: readonly Kind[]): Right[] {
  return rightsOf([...always, ...kinds.map(rowOf)]);
}

/** All that deploy, smoke-test and rollback of these kinds will ask for. */
export function allRights(kinds: readonly Kind[]): Right[] {
  return rightsOf([...always, ...kinds.map(rowOf), ...wherePossible]);
}

/** What writing objects of these kinds takes, by trial too. */
export function writeRights(kinds: readonly Kind[]): Right[] {
  return rightsOf(kinds.map(({ apiVersion, plural }): Row => [groupOf(apiVersion), plural, 'create patch']));
}

/** What a plan reads: the ledger and the live objects of these kinds. Secrets are never read for a plan. */
export function readRights(kinds: readonly Kind[]): Right[] {
  const open = kinds.filter(({ apiVersion, kind }) => !(apiVersion === 'v1' && kind === 'Secret'));
  return rightsOf([
    ['', 'configmaps', 'get'],
    ...open.map(({ apiVersion, plural }): Row => [groupOf(apiVersion), plural, 'get']),
    ['autoscaling', 'horizontalpodautoscalers', 'list'],
  ]);
}

function rowOf({ apiVersion, kind, plural }: Kind): Row {
  const watched = watchedKinds.includes(kind) ? ' list watch' : '';
  return [
    groupOf(apiVersion),
    plural,
    `get create patch${neverDeleted.has(kind) ? '' : ' delete'}${watched}`,
  ];
}

function rightsOf(rows: readonly Row[]): Right[] {
  const all = rows.flatMap(([group, resource, verbs]) =>
    verbs.split(' ').map((verb): Right => ({ group, resource, verb })),
  );
  return [...new Map(all.map((right) => [JSON.stringify(right), right])).values()];
}
