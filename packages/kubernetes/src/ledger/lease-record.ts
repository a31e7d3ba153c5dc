import { type KubeObject, recordAt } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, readObject } from '../transport/discovery.ts';
import { leaseTime, replaceLease } from './lease-object.ts';
import { runAnnotation } from './lease-state.ts';
import type { AppPlace } from './release.ts';

/** What is written into a Lease; everything else in it stays. */
export interface LeaseFields {
  /** Empty: nobody. */
  holder: string;
  seconds: number;
  /** URL of the run. */
  run?: string | undefined;
  /** The freeze that a new holder found, as `freezeMark` names it. */
  knows?: string;
}

/** Annotation on a Lease: the freeze that its holder found when it came; any other one is to be given way to. */
export const knowsAnnotation = 'workaday.dev/knows-freeze';

export interface WrittenLease {
  lease: KubeObject;
  /** When it was sent, by our clock and by the API server's. */
  sent: number;
  renewed: number;
}

export function leaseName({ app }: AppPlace): string {
  return `workaday.${app}`;
}

export function readLease(cluster: Cluster, place: AppPlace): Promise<KubeObject | undefined> {
  return readObject(cluster, builtIn.Lease, place.namespace, leaseName(place));
}

/** Writes over exactly the lease that was read; undefined when it changed or went meanwhile. */
export async function writeLease(
  cluster: Cluster,
  place: AppPlace,
  fields: LeaseFields,
  current: KubeObject | undefined,
  signal?: AbortSignal,
): Promise<WrittenLease | undefined> {
  const sent = cluster.clock.now();
  const renewed = cluster.now();
  const body = leaseBody(place, fields, current, renewed);
  const lease = await replaceLease(cluster, place.namespace, body, current, signal);
  return lease && { lease, sent, renewed };
}

/**
 * With the uid of what was read: a Lease that was deleted meanwhile would be made again by its version alone.
 * @param now by the API server's clock
 */
export function leaseBody(
  place: AppPlace,
  { holder, seconds, run, knows = '' }: LeaseFields,
  current: KubeObject | undefined,
  now: number,
): KubeObject {
  const time = leaseTime(now);
  const spec = recordAt(current, 'spec');
  const before = spec?.['holderIdentity'] ?? '';
  const changes = holder !== '' && holder !== before;
  return {
    ...current,
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...current?.metadata,
      name: leaseName(place),
      namespace: place.namespace,
      labels: {
        ...current?.metadata.labels,
        'app.kubernetes.io/managed-by': 'workaday',
        'app.kubernetes.io/part-of': place.app,
      },
      annotations: {
        ...current?.metadata.annotations,
        ...(run ? { [runAnnotation]: run } : {}),
        ...(changes ? { [knowsAnnotation]: knows } : {}),
      },
    },
    spec: {
      leaseTransitions: 0,
      ...spec,
      ...(changes ? { acquireTime: time } : {}),
      ...(current && changes ? { leaseTransitions: Number(spec?.['leaseTransitions'] ?? 0) + 1 } : {}),
      holderIdentity: holder,
      leaseDurationSeconds: seconds,
      renewTime: time,
    },
  };
}
