import type { KubeObject } from './object.ts';
import { podTemplateOf } from './pod-template.ts';

const routing = new Set([
  'Service',
  'Ingress',
  'HTTPRoute',
  'GRPCRoute',
  'TCPRoute',
  'TLSRoute',
  'VirtualService',
  'HorizontalPodAutoscaler',
]);

/** Configuration first, then what runs, then what leads traffic to it and scales it. */
export function tiers<Item>(items: readonly Item[], objectOf: (item: Item) => KubeObject): Item[][] {
  const tierOf = (object: KubeObject) => (routing.has(object.kind) ? 2 : podTemplateOf(object) ? 1 : 0);
  return [0, 1, 2]
    .map((tier) => items.filter((item) => tierOf(objectOf(item)) === tier))
    .filter((tier) => tier.length > 0);
}
