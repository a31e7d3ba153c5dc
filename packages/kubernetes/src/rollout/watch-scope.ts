import { type KubeObject, recordAt } from '../manifests/object.ts';
import type { Query } from '../transport/cluster.ts';
import { watchedKinds } from './status.ts';

/** What a watch asks for, so that a busy namespace does not send what is not ours. */
export interface WatchScope {
  /** Kinds to watch, each with what narrows it. */
  kinds: ReadonlyMap<string, Query>;
}

/**
 * The collections that a rollout needs. One workload of a kind is asked for by name; pods and ReplicaSets by the labels
 * that all selectors of the release share, if they share any.
 */
export function watchScope(objects: readonly KubeObject[]): WatchScope {
  const workloads = objects.filter(({ kind }) => watchedKinds.includes(kind));
  const byKind = Map.groupBy(workloads, ({ kind }) => kind);
  const labels = sharedLabels(objects);
  const narrow: Query = labels ? { labelSelector: labels } : {};
  const kinds = new Map<string, Query>(
    [...byKind].map(([kind, same]) => {
      const [only] = same;
      return [
        kind,
        same.length === 1 && only ? { fieldSelector: `metadata.name=${only.metadata.name}` } : {},
      ];
    }),
  );
  kinds.set('Pod', narrow);
  kinds.set('Event', {});
  if (byKind.has('Deployment')) kinds.set('ReplicaSet', narrow);
  return { kinds };
}

const selecting = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Service']);

/** `app=shop,tier=web`; undefined when the pods of the release have no label in common. */
function sharedLabels(objects: readonly KubeObject[]): string | undefined {
  const concerned = objects.filter(({ kind }) => selecting.has(kind) || watchedKinds.includes(kind));
  const selectors = concerned.map((object) =>
    selecting.has(object.kind)
      ? (recordAt(object, 'spec', 'selector', 'matchLabels') ??
        (object.kind === 'Service' ? recordAt(object, 'spec', 'selector') : undefined))
      : undefined,
  );
  const [first = {}, ...others] = selectors;
  const shared = Object.entries(first).filter(([label, value]) =>
    others.every((selector) => selector?.[label] === value),
  );
  return shared.length === 0 ? undefined : shared.map(([label, value]) => `${label}=${value}`).join(',');
}
