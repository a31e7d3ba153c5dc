import { nameAnnotation } from '../manifests/config-names.ts';
import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName } from '../manifests/object.ts';
import { releaseOf } from '../manifests/stamp.ts';
import { type ApiError, isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { type Resource, readObject } from '../transport/discovery.ts';
import { isDryRunRefused, saysNothingOfTheObject } from './answer.ts';
import { sameIntent } from './bookkeeping.ts';
import type { Change } from './change.ts';
import { type Conflict, conflictProblems, conflictsIn, mayTakeOver } from './conflict.ts';
import { diffObjects } from './diff.ts';
import { tryApply, tryCreate } from './dry-run.ts';
import { withoutElement } from './field-elements.ts';
import { pathText } from './field-set.ts';
import { leavingElements } from './leaving.ts';
import { compared } from './local-plan.ts';
import { formerOwners } from './migrate-owners.ts';
import { ofAnotherApp } from './other-app.ts';
import { type Refusal, refusalsIn } from './refusal.ts';
import { resourceOf } from './resource-of.ts';

/** What the server said of one object. */
export interface Trial {
  manifest: Manifest;
  /** It would be taken. */
  change?: Change;
  /** As the server would hold it. */
  result?: KubeObject;
  refusals: Refusal[];
  /** Answers that say nothing of the object but of us, the namespace or the server. */
  errors: ApiError[];
}

export interface TryOptions {
  takeOver: readonly string[];
  previous: readonly KubeObject[];
}

/** Reads an object and tries to apply it, without writing. */
export async function tryObject(
  cluster: Cluster,
  namespace: string,
  manifest: Manifest,
  options: TryOptions,
): Promise<Trial> {
  const { object } = manifest;
  const resource = await resourceOf(cluster, object);
  const [live, applied] = await Promise.all([
    readObject(cluster, resource, namespace, object.metadata.name).catch(apiErrorOf),
    applyOnTrial(cluster, namespace, resource, manifest, options.takeOver),
  ]);
  const refused = { manifest, refusals: applied.refusals ?? [], errors: [] };
  if (isApiError(live)) return { ...refused, errors: [live, ...(applied.error ? [applied.error] : [])] };
  refused.refusals.push(...ofAnotherApp(manifest, live));
  if (applied.error && saysNothingOfTheObject(applied.error)) return { ...refused, errors: [applied.error] };
  if (live?.metadata.deletionTimestamp !== undefined)
    return { ...refused, refusals: [...refused.refusals, beingDeleted(manifest, live)] };
  if (applied.error && !isDryRunRefused(applied.error)) {
    const all = await allTypos(cluster, namespace, resource, manifest, applied.error, live);
    return { ...refused, refusals: [...refused.refusals, ...all] };
  }
  if (refused.refusals.length > 0) return refused;
  return { ...refused, ...accepted(manifest, live, applied, options) };
}

interface Applied {
  result?: KubeObject;
  error?: ApiError;
  conflicts: Conflict[];
  refusals?: Refusal[];
}

async function applyOnTrial(
  cluster: Cluster,
  namespace: string,
  resource: Resource,
  manifest: Manifest,
  allowed: readonly string[],
): Promise<Applied> {
  const apply = async (force: boolean): Promise<Applied> => {
    const answer = await tryApply(cluster, namespace, resource, manifest.object, force).catch(apiErrorOf);
    return isApiError(answer) ? { error: answer, conflicts: [] } : { result: answer, conflicts: [] };
  };
  const first = await apply(false);
  const conflicts = first.error ? conflictsIn(first.error) : [];
  if (conflicts.length === 0) return first;
  const refusals = conflicts
    .filter((conflict) => !mayTakeOver(conflict, allowed))
    .flatMap((conflict) =>
      conflictProblems(manifest, conflict).map(
        (problem, index): Refusal => ({ kind: 'conflict', problem, manifest, field: conflict.fields[index] }),
      ),
    );
  // What else is wrong with it is told as well.
  return { ...(await apply(true)), conflicts, refusals };
}

function accepted(
  manifest: Manifest,
  live: KubeObject | undefined,
  { result, error, conflicts }: Applied,
  options: TryOptions,
): Pick<Trial, 'change' | 'result'> {
  const { object } = manifest;
  const former = live ? formerOwners(live, options.takeOver) : [];
  const common = {
    manifest,
    adopted: live !== undefined && releaseOf(live) === undefined,
    takenOver: conflicts.map(({ manager, fields }) => ({ manager, fields })),
    ...(former.length > 0 ? { formerOwners: former } : {}),
    ...(live ? { live } : {}),
  };
  if (result === undefined) {
    const unchecked = error?.message ?? 'the server was not asked';
    const { diff } = live ? compared(manifest, live) : { diff: diffObjects(undefined, object) };
    return { change: { ...common, change: 'unchecked', diff, unchecked } };
  }
  const leaving = live ? leavingElements(live, result, object, former) : [];
  const after = leaving.reduce((value, path) => withoutElement(value, path), result);
  const before = live ?? previousOf(object, options.previous);
  const kind = live === undefined ? 'created' : sameIntent(live, after) ? 'unchanged' : 'changed';
  const notes = leaving.map(
    (path) => `${objectName(object)}: ${pathText(path)} is not in the manifests and leaves the object`,
  );
  return {
    change: {
      ...common,
      change: kind,
      diff: kind === 'unchanged' ? [] : diffObjects(before, after),
      ...(notes.length > 0 ? { notes } : {}),
    },
    result,
  };
}

/** The object that had this one's content under another hashed name. */
function previousOf(object: KubeObject, previous: readonly KubeObject[]): KubeObject | undefined {
  const name = object.metadata.annotations?.[nameAnnotation];
  return name === undefined
    ? undefined
    : previous.findLast(
        (other) => other.kind === object.kind && other.metadata.annotations?.[nameAnnotation] === name,
      );
}

/**
 * Server-side apply names one unknown field at a time; a create reads the object another way and names all. Both are
 * trials only.
 */
async function allTypos(
  cluster: Cluster,
  namespace: string,
  resource: Resource,
  manifest: Manifest,
  error: ApiError,
  live: KubeObject | undefined,
): Promise<Refusal[]> {
  const first = refusalsIn(error, manifest, live);
  if (!first.some(({ kind }) => kind === 'unknown')) return first;
  const other = await tryCreate(cluster, namespace, resource, manifest.object).catch(apiErrorOf);
  const more = isApiError(other, 400, 422) ? refusalsIn(other, manifest, live) : [];
  const unknown = more.filter(({ kind }) => kind === 'unknown');
  const invalid = first.filter(({ kind }) => kind !== 'unknown');
  return unknown.length > 0 ? [...unknown, ...invalid] : first;
}

function beingDeleted(manifest: Manifest, { metadata }: KubeObject): Refusal {
  const finalizers = Array.isArray(metadata['finalizers']) ? metadata['finalizers'].join(', ') : '';
  return {
    kind: 'deleting',
    manifest,
    problem: {
      what: `${objectName(manifest.object)}: it is being deleted since ${metadata.deletionTimestamp}${finalizers ? `, and ${finalizers} holds it` : ''}`,
      place: manifest.place,
      next: 'run the job again once it is gone; what would be written now would go with it',
    },
  };
}

function apiErrorOf(error: unknown): ApiError {
  if (isApiError(error)) return error;
  throw error;
}
