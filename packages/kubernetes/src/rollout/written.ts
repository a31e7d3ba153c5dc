import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { numberAt, timeOf, type WorkloadFacts } from './facts.ts';
import { fatal, type Trouble } from './trouble.ts';

/** The controller has seen at least what we wrote, and all that was written since. */
export function isObserved(live: KubeObject, written: KubeObject): boolean {
  const observed = numberAt(recordAt(live, 'status'), 'observedGeneration');
  return observed >= (written.metadata.generation ?? 0) && observed === (live.metadata.generation ?? 0);
}

/** What became of an object that is no longer the one we wrote: deleted, made anew, or run with other images. */
export function lossTrouble({ live, written, now }: WorkloadFacts): Trouble | undefined {
  if (!live) return fatal('gone', 'it was deleted meanwhile', now);
  const { uid } = written.metadata;
  if (uid !== undefined && live.metadata.uid !== uid)
    return fatal('gone', 'it was deleted meanwhile, and made anew by someone else', now);
  if (live.metadata.deletionTimestamp !== undefined)
    return fatal('gone', 'it is being deleted', timeOf(live.metadata.deletionTimestamp));
  return otherImages(live, written, now);
}

/** Annotations and variables of a template are touched by operators (restarts); another image is another release. */
function otherImages(live: KubeObject, written: KubeObject, now: number): Trouble | undefined {
  const imagesOf = (object: KubeObject) =>
    recordsAt(object, 'spec', 'template', 'spec', 'containers').map(
      ({ name, image }) => [String(name), String(image)] as const,
    );
  const wanted = new Map(imagesOf(written));
  const other = imagesOf(live).find(([name, image]) => wanted.has(name) && wanted.get(name) !== image);
  if (!other) return undefined;
  const [name, image] = other;
  return fatal(
    'overwritten',
    `someone else made container ${name} run ${image} instead of ${wanted.get(name)}`,
    now,
  );
}

/** When we last changed an object, by the server's own bookkeeping; undefined when that is not kept. */
function changedByUs(written: KubeObject): number | undefined {
  const times = recordsAt(written, 'metadata', 'managedFields')
    .filter(({ manager, subresource }) => manager === 'workaday' && subresource === undefined)
    .map(({ time }) => timeOf(time));
  return times.length > 0 ? Math.max(...times) : undefined;
}

/**
 * A condition of the live object that tells of our write: one that our write did not find there, or that is newer
 * than our last change. A stale one outlives a rollback.
 */
export function freshCondition(
  { live, written }: Pick<WorkloadFacts, 'live' | 'written'>,
  match: (condition: Record<string, unknown>) => boolean,
): { condition: Record<string, unknown>; foundThere: boolean } | undefined {
  const find = (object: KubeObject | undefined) => recordsAt(object, 'status', 'conditions').find(match);
  const condition = find(live);
  if (!condition) return undefined;
  const foundThere = find(written)?.['lastUpdateTime'] === condition['lastUpdateTime'];
  if (!foundThere) return { condition, foundThere };
  const changed = changedByUs(written);
  return changed !== undefined && timeOf(condition['lastUpdateTime']) > changed
    ? { condition, foundThere }
    : undefined;
}
