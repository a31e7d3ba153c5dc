import { Failure } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import type { KubeObject } from '../manifests/object.ts';
import { missingRights, type Right } from '../rights/rights.ts';
import type { ApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { clusterFailure, isNamespaceMissing, refusedRight } from '../transport/cluster-failure.ts';
import { isTerminating } from './answer.ts';
import type { Change } from './change.ts';
import { checkReferences } from './check-references.ts';
import { type ReadText, refusedFailure } from './refuse.ts';
import { type Trial, tryObject } from './try-object.ts';
import { type Accepted, tryPods } from './try-pods.ts';

export type { Change } from './change.ts';

export interface TrialOptions {
  /** Managers whose fields may be taken over besides those of former tools. */
  takeOver: readonly string[];
  /** Objects of the release before, with which a new one under another hashed name is compared. */
  previous?: readonly KubeObject[];
  /** Reads the manifests again, to say the line of a field; only asked when something is wrong. */
  readText?: ReadText;
}

/**
 * Asks the server what it would make of every object, without writing: strict validation, admission, immutable
 * fields, owners; then of a pod of every workload that changes; and whether all that pods refer to is there.
 * All errors at once.
 * @throws Failure `rejected`, `conflict`, `missing-config`, `missing-right`, `no-namespace`
 */
export async function tryObjects(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
  { takeOver, previous = [], readText }: TrialOptions = { takeOver: [] },
): Promise<Change[]> {
  const [trials, references] = await Promise.all([
    Promise.all(manifests.map((manifest) => tryObject(cluster, namespace, manifest, { takeOver, previous }))),
    checkReferences(cluster, namespace, manifests),
  ]);
  const unchanged = new Set(
    trials.flatMap(({ change, manifest }) => (change?.change === 'unchanged' ? [manifest] : [])),
  );
  const pods = await tryPods(
    cluster,
    namespace,
    trials.flatMap((trial) => acceptedOf(trial) ?? []),
    references.missingAccounts,
  );
  const [idle, missing] = partition(references.refusals, ({ manifest }) => unchanged.has(manifest));
  const refusals = [...trials.flatMap((trial) => trial.refusals), ...pods.refusals, ...missing];
  const refused = refusals.length > 0 ? await refusedFailure(refusals, readText) : undefined;
  const rights = [...references.rights, ...pods.rights];
  endOnErrors(
    cluster,
    namespace,
    trials.flatMap(({ errors }) => errors),
    rights,
    refused,
  );
  if (refused) throw refused;
  const notes = [
    ...references.notes,
    ...idle.map(({ manifest, problem }) => ({ manifest, text: problem.what })),
    ...pods.notes,
  ];
  return trials.flatMap(({ change }) => (change ? [withNotes(change, notes)] : []));
}

/** Answers about us and the namespace, with what else was found. */
function endOnErrors(
  cluster: Cluster,
  namespace: string,
  errors: readonly ApiError[],
  more: readonly Right[],
  refused: Failure | undefined,
): void {
  const gone = errors.find((error) => isNamespaceMissing(error, namespace));
  if (gone) throw clusterFailure(cluster, namespace, gone);
  const ending = errors.find(isTerminating);
  if (ending) throw terminating(namespace, ending);
  const rights = [...more, ...errors.flatMap((error) => refusedRight(error) ?? [])];
  if (rights.length > 0) throw withMore(missingRights(namespace, rights), refused);
  const [error] = errors;
  if (error) throw withMore(clusterFailure(cluster, namespace, error), refused);
}

function withMore({ parts }: Failure, more: Failure | undefined): Failure {
  if (more === undefined) return new Failure(parts);
  return new Failure({
    ...parts,
    what: `${parts.what}. Besides, ${more.parts.what}`,
    problems: [...(parts.problems ?? []), ...(more.parts.problems ?? [])],
  });
}

function terminating(namespace: string, error: ApiError): Failure {
  return new Failure({
    reason: 'no-namespace',
    what: `the namespace ${namespace} is being deleted and takes nothing new`,
    why: 'Somebody deleted it; it goes once all in it is gone.',
    next: `A person finds out who deleted ${namespace}, and creates it again with its quota, Role and credential (see examples/foundation).`,
    cause: error,
  });
}

function acceptedOf({ manifest, change, result }: Trial): Accepted | undefined {
  if (change === undefined) return undefined;
  const changes = change.change !== 'unchanged';
  return { manifest, live: change.live, result: result ?? manifest.object, changes };
}

function withNotes(change: Change, notes: readonly { manifest: Manifest; text: string }[]): Change {
  const own = notes.filter(({ manifest }) => manifest === change.manifest).map(({ text }) => text);
  const all = [...(change.notes ?? []), ...new Set(own)];
  return all.length === 0 ? change : { ...change, notes: all };
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
