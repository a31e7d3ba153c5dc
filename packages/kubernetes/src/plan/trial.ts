import { isDeepStrictEqual } from 'node:util';
import { Failure, type Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName } from '../manifests/object.ts';
import { releaseAnnotation, releaseOf } from '../manifests/stamp.ts';
import { missingRights } from '../rights/rights.ts';
import { type ApiError, isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { clusterFailure, isNamespaceMissing, refusedRight } from '../transport/cluster-failure.ts';
import { readObject } from '../transport/discovery.ts';
import { applyObject } from './apply.ts';

export interface Change {
  manifest: Manifest;
  change: 'created' | 'changed' | 'unchanged';
  /** It exists, and no release of ours has written it. */
  adopted: boolean;
  /** Managers that own fields which this apply takes over, with the fields. */
  takenOver: { manager: string; fields: string[] }[];
}

type Trial = { change: Change } | { error: ApiError; manifest: Manifest };

/**
 * Asks the server what it would make of every object, without writing: strict validation, admission, immutable
 * fields. All errors at once.
 * @throws Failure `rejected`, `missing-right`, `no-namespace`
 */
export async function tryObjects(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
): Promise<Change[]> {
  const trials = await Promise.all(manifests.map((manifest) => tryObject(cluster, namespace, manifest)));
  const errors = trials.filter((trial) => 'error' in trial);
  const noNamespace = errors.find(({ error }) => isNamespaceMissing(error, namespace));
  if (noNamespace) throw clusterFailure(cluster, namespace, noNamespace.error);
  const rights = errors.flatMap(({ error }) => refusedRight(error) ?? []);
  if (rights.length > 0) throw missingRights(namespace, rights);
  if (errors.length > 0) throw rejected(errors.map(({ error, manifest }) => problemOf(error, manifest)));
  return trials.flatMap((trial) => ('change' in trial ? [trial.change] : []));
}

async function tryObject(cluster: Cluster, namespace: string, manifest: Manifest): Promise<Trial> {
  const { object } = manifest;
  try {
    const resource = (await cluster.resources()).find(object.apiVersion, object.kind);
    if (!resource) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`);
    const [live, outcome] = await Promise.all([
      readObject(cluster, resource, namespace, object.metadata.name),
      dryRun(cluster, namespace, object),
    ]);
    const change =
      live === undefined ? 'created' : sameIntent(live, outcome.result) ? 'unchanged' : 'changed';
    const adopted = live !== undefined && releaseOf(live) === undefined;
    return { change: { manifest, change, adopted, takenOver: outcome.takenOver } };
  } catch (error) {
    if (isApiError(error)) return { error, manifest };
    throw error;
  }
}

async function dryRun(cluster: Cluster, namespace: string, object: KubeObject) {
  try {
    const result = await applyObject(cluster, namespace, object, { dryRun: true, force: false });
    return { result, takenOver: [] };
  } catch (error) {
    if (!isApiError(error, 409) || !error.causes.some((cause) => cause.reason === 'FieldManagerConflict'))
      throw error;
    const result = await applyObject(cluster, namespace, object, { dryRun: true, force: true });
    return { result, takenOver: ownersIn(error) };
  }
}

/** `conflict with "kubectl-client-side-apply" using apps/v1`, a cause per field. */
function ownersIn(error: ApiError): Change['takenOver'] {
  const byManager = Map.groupBy(
    error.causes,
    (cause) => /conflict with "([^"]+)"/.exec(cause.message)?.[1] ?? 'unknown',
  );
  return [...byManager].map(([manager, causes]) => ({
    manager,
    fields: causes.map((cause) => cause.field ?? ''),
  }));
}

/** Whether two states of an object differ in nothing but bookkeeping. */
export function sameIntent(a: KubeObject, b: KubeObject): boolean {
  return isDeepStrictEqual(withoutBookkeeping(a), withoutBookkeeping(b));
}

export function withoutBookkeeping(object: KubeObject): unknown {
  const { status: _, metadata, ...rest } = object;
  const {
    managedFields: _m,
    resourceVersion: _r,
    generation: _g,
    uid: _u,
    creationTimestamp: _c,
    annotations,
    ...kept
  } = metadata;
  const { [releaseAnnotation]: _n, ...own } = annotations ?? {};
  return { ...rest, metadata: { ...kept, annotations: own } };
}

function problemOf(error: ApiError, { object, place }: Manifest): Problem {
  const causes = error.causes.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  const what =
    causes.length > 0 && !error.message.includes(causes[0] ?? '') ? causes.join('; ') : error.message;
  return { what: `${objectName(object)} is refused by the cluster: ${what}`, place, next: adviceOn(error) };
}

function adviceOn(error: ApiError): string | undefined {
  if (/strict decoding error|unknown field/.test(error.message))
    return 'correct the name or the place of the field';
  if (/field is immutable|updates to .* are forbidden/.test(error.message))
    return 'this field cannot change on an existing object; give the object another name';
  if (/exceeded quota/.test(error.message)) return 'ask for less, or have the quota of the namespace raised';
  return undefined;
}

function rejected(problems: readonly Problem[]): Failure {
  return new Failure({
    outcome: 'refused',
    reason: 'rejected',
    what: `the cluster would refuse ${problems.length === 1 ? 'an object' : `${problems.length} objects`}: ${problems
      .map(({ what, place }) => `${[place?.file, place?.line].filter(Boolean).join(':')}: ${what}`)
      .join('; ')}`,
    why: 'Every object was tried on the server without being written.',
    next: 'Correct the manifests; nothing was touched.',
    problems,
    place: problems[0]?.place,
  });
}
