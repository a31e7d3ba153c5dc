import { nameAnnotation } from './config-names.ts';
import type { Manifest } from './manifests.ts';
import { groupOf, type KubeObject } from './object.ts';

/** Annotation that says which release wrote an object last: its number. */
export const releaseAnnotation = 'workaday.dev/release';
/** Annotation that says of which app that release is. */
export const appAnnotation = 'workaday.dev/app';
/** What `kubectl rollout history` shows. */
export const changeCauseAnnotation = 'kubernetes.io/change-cause';

/** Annotations of ours that say nothing of what an object is. */
export const stampAnnotations: readonly string[] = [releaseAnnotation, appAnnotation, changeCauseAnnotation];

export interface Stamp {
  namespace: string;
  app: string;
  release: number;
  /** Why the release is made, e.g. `workaday: release 12, 1.4.2 (abc1234), https://…`. */
  changeCause?: string | undefined;
}

const rolledOut = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * Namespace, labels and release on the object itself; never on its pod template, which must stay the same, nor on a
 * selector. What the manifest says is kept, but that we manage it.
 */
export function stampObject(object: KubeObject, stamp: Stamp): KubeObject {
  const { metadata } = object;
  const isRolledOut = rolledOut.has(object.kind) && groupOf(object.apiVersion) === 'apps';
  const name = metadata.annotations?.[nameAnnotation] ?? metadata.name;
  return {
    ...object,
    metadata: {
      ...metadata,
      namespace: stamp.namespace,
      labels: {
        // Other kinds are selected by this label; nothing selects these.
        ...(isRolledOut && name.length <= 63 ? { 'app.kubernetes.io/name': name } : {}),
        'app.kubernetes.io/part-of': stamp.app,
        ...metadata.labels,
        'app.kubernetes.io/managed-by': 'workaday',
      },
      annotations: {
        ...(isRolledOut && stamp.changeCause ? { [changeCauseAnnotation]: stamp.changeCause } : {}),
        ...metadata.annotations,
        [appAnnotation]: stamp.app,
        [releaseAnnotation]: String(stamp.release),
      },
    },
  };
}

export function stampManifests(manifests: readonly Manifest[], stamp: Stamp): Manifest[] {
  return manifests.map((manifest) => ({ ...manifest, object: stampObject(manifest.object, stamp) }));
}

/** The release that wrote a live object last; undefined when none of ours did. */
export function releaseOf(live: KubeObject): number | undefined {
  const text = live.metadata.annotations?.[releaseAnnotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The app whose release wrote a live object last, as far as the object says it. */
export function appOf(live: KubeObject): string | undefined {
  return live.metadata.annotations?.[appAnnotation] ?? live.metadata.labels?.['app.kubernetes.io/part-of'];
}
