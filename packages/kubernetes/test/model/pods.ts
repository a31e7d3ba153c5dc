import { type KubeObject, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { isReady } from '../../src/rollout/pod-readiness.ts';
import type { Store } from './store.ts';

/** @param target `web-1:8080`, as a proxied path names it */
export function podNamed(store: Store, collection: string, target: string): KubeObject | undefined {
  return store.get(collection, target.replace(/^https:/, '').replace(/:\d+$/, ''));
}

/** Where the Services send traffic: to all ready pods that they select, at once. */
export function endpointSlices(store: Store, namespace: string): KubeObject[] {
  const list = (plural: string) => store.list(`/api/v1/namespaces/${namespace}/${plural}`);
  return list('services').map((service) => {
    const selector = Object.entries(recordAt(service, 'spec', 'selector') ?? {});
    const pods = list('pods').filter((pod) =>
      selector.every(([label, value]) => pod.metadata.labels?.[label] === value),
    );
    const ports = recordsAt(service, 'spec', 'ports').map(({ name, targetPort }) => ({
      name,
      port: portOf(pods, targetPort),
      protocol: 'TCP',
    }));
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${service.metadata.name}-1`,
        labels: { 'kubernetes.io/service-name': service.metadata.name },
      },
      ports,
      endpoints: pods.map((pod) => ({
        conditions: { ready: isReady(pod) },
        targetRef: { kind: 'Pod', name: pod.metadata.name },
      })),
    };
  });
}

function portOf(pods: readonly KubeObject[], target: unknown): unknown {
  if (typeof target === 'number') return target;
  const ports = pods
    .flatMap((pod) => recordsAt(pod, 'spec', 'containers'))
    .flatMap((container) => recordsAt(container, 'ports'));
  return ports.find(({ name }) => name === target)?.['containerPort'];
}
