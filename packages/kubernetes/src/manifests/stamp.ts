import type { Manifest } from './manifests.ts';
import type { KubeObject } from './object.ts';

/** Annotation that says which release wrote an object last: its number. */
export const releaseAnnotation = 'workaday.dev/release';

export interface Stamp {
  namespace: string;
  app: string;
  release: number;
}

/** Namespace, labels and release on the object itself; never on its pod template, which must stay the same. */
export function stampObject(object: KubeObject, { namespace, app, release }: Stamp): KubeObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      namespace,
      labels: {
        'app.kubernetes.io/part-of': app,
        ...metadata.labels,
        'app.kubernetes.io/managed-by': 'workaday',
      },
      annotations: { ...metadata.annotations, [releaseAnnotation]: String(release) },
    },
  };
}

export function stampManifests(manifests: readonly Manifest[], stamp: Stamp): Manifest[] {
  return manifests.map(({ object, place }) => ({ object: stampObject(object, stamp), place }));
}

/** The release that wrote a live object last; undefined when none of ours did. */
export function releaseOf(live: KubeObject): number | undefined {
  const text = live.metadata.annotations?.[releaseAnnotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
