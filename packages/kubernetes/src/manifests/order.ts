import { isMigration } from './migrations.ts';
import { groupOf, type KubeObject, recordAt } from './object.ts';
import { podTemplateOf } from './pod-template.ts';

export type TierName = 'configuration' | 'migrations' | 'workloads' | 'routing';

export interface Tier<Item> {
  name: TierName;
  items: Item[];
}

const order: readonly TierName[] = ['configuration', 'migrations', 'workloads', 'routing'];

/** What leads traffic to workloads, by group and kind; `*` is every kind of a group. */
const leading = new Set([
  '/Service',
  'networking.k8s.io/Ingress',
  'gateway.networking.k8s.io/*',
  'networking.istio.io/VirtualService',
  'traefik.io/*',
  'traefik.containo.us/*',
  'projectcontour.io/HTTPProxy',
  'route.openshift.io/Route',
  'split.smi-spec.io/TrafficSplit',
]);

/** What sets the number of a workload's pods. */
const scaling = new Set([
  'autoscaling/HorizontalPodAutoscaler',
  'autoscaling.k8s.io/VerticalPodAutoscaler',
  'keda.sh/ScaledObject',
]);

/**
 * The order in which objects are written: what pods read, what must have happened before they start, what runs, and
 * what leads traffic to it and scales it. Only tiers that have items; items keep their order.
 *
 * A Service that exists changes last: its new port or selector would cut the old pods off for as long as migrations
 * run. One that is new leads nobody astray, and pods that start before it lack its variables and its name.
 * @param isNew whether the cluster has no such object yet; when not told, only headless Services count as new
 */
export function tiers<Item>(
  items: readonly Item[],
  objectOf: (item: Item) => KubeObject,
  isNew: (item: Item) => boolean = (item) => isHeadless(objectOf(item)),
): Tier<Item>[] {
  const tierOf = (item: Item) =>
    isService(objectOf(item)) && isNew(item) ? 'configuration' : tierOfObject(objectOf(item));
  return order
    .map((name) => ({ name, items: items.filter((item) => tierOf(item) === name) }))
    .filter((tier) => tier.items.length > 0);
}

function tierOfObject(object: KubeObject): TierName {
  const group = groupOf(object.apiVersion);
  const kind = `${group}/${object.kind}`;
  if (leading.has(kind) || leading.has(`${group}/*`) || scaling.has(kind)) return 'routing';
  if (isMigration(object)) return 'migrations';
  return podTemplateOf(object) ? 'workloads' : 'configuration';
}

function isService(object: KubeObject): boolean {
  return object.kind === 'Service' && object.apiVersion === 'v1';
}

function isHeadless(object: KubeObject): boolean {
  return recordAt(object, 'spec')?.['clusterIP'] === 'None';
}
