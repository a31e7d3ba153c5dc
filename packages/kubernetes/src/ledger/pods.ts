import { type KubeObject, type ObjectRef, objectName, recordAt, recordsAt } from '../manifests/object.ts';
import { numberAt } from '../rollout/facts.ts';
import { isReady } from '../rollout/pod-readiness.ts';
import { workloadView } from '../rollout/status.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, readObject } from '../transport/discovery.ts';
import type { AppPlace, Release } from './release.ts';

/**
 * Digests (`sha256:…`) of a container. Where a node has the same content under two digests, as after a rebuild that only
 * its attestations tell apart, the runtime may report the other one.
 */
export interface ContainerImage {
  /** That its pod names; undefined when it names none. */
  named: string | undefined;
  /** That its runtime reports; undefined until it runs. */
  reported: string | undefined;
}

/** A pod of the newest revision of a workload. */
export interface CurrentPod {
  name: string;
  uid: string;
  /** `Deployment/web` */
  workload: string;
  podTemplateHash: string | undefined;
  ip: string | undefined;
  ready: boolean;
  restarts: number;
  images: Record<string, ContainerImage>;
  /** TCP ports that the containers declare. */
  ports: { container: string; name: string | undefined; port: number }[];
}

export interface ServicePort {
  service: string;
  name: string | undefined;
  port: number;
  /** Number or name, as the Service says it. */
  targetPort: number | string;
  protocol: string;
  appProtocol: string | undefined;
  selector: Record<string, string>;
}

const servingKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'] as const;
type ServingKind = (typeof servingKinds)[number];

/** The pods of the newest revisions of a release's serving workloads; pods that end are left out. */
export async function currentPods(
  cluster: Cluster,
  namespace: string,
  objects: readonly ObjectRef[],
): Promise<CurrentPod[]> {
  const refs = objects.filter((ref) => (servingKinds as readonly string[]).includes(ref.kind));
  if (refs.length === 0) return [];
  const list = (kind: 'Pod' | 'ReplicaSet') =>
    cluster
      .request({ method: 'GET', path: collectionPath(builtIn[kind], namespace) })
      .then((answer) => recordsAt(answer, 'items') as KubeObject[]);
  const [pods, replicaSets, workloads] = await Promise.all([
    list('Pod'),
    list('ReplicaSet'),
    Promise.all(
      refs.map((ref) => readObject(cluster, builtIn[ref.kind as ServingKind], namespace, ref.name)),
    ),
  ]);
  return workloads
    .filter((live) => live !== undefined)
    .flatMap((live) => {
      const view = workloadView({
        written: live,
        live,
        replicaSets,
        pods,
        events: [],
        writtenAt: 0,
        now: cluster.now(),
      });
      return (view?.newPods ?? []).map((pod) => describePod(pod, objectName(live)));
    });
}

function describePod(pod: KubeObject, workload: string): CurrentPod {
  const statuses = recordsAt(pod, 'status', 'containerStatuses');
  const reported = new Map(statuses.map((status) => [status['name'], digestIn(status['imageID'])]));
  const ip = recordAt(pod, 'status')?.['podIP'];
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid ?? '',
    workload,
    podTemplateHash: pod.metadata.labels?.['pod-template-hash'],
    ip: typeof ip === 'string' ? ip : undefined,
    ready: isReady(pod),
    restarts: statuses.reduce((sum, status) => sum + numberAt(status, 'restartCount'), 0),
    images: Object.fromEntries(
      recordsAt(pod, 'spec', 'containers').map(({ name, image }) => [
        String(name),
        { named: digestIn(image), reported: reported.get(name) },
      ]),
    ),
    ports: recordsAt(pod, 'spec', 'containers').flatMap((container) =>
      recordsAt(container, 'ports')
        .filter((port) => (port['protocol'] ?? 'TCP') === 'TCP')
        .map((port) => ({
          container: String(container['name']),
          name: typeof port['name'] === 'string' ? port['name'] : undefined,
          port: numberAt(port, 'containerPort'),
        })),
    ),
  };
}

function digestIn(image: unknown): string | undefined {
  return /sha256:[a-f0-9]{64}/.exec(String(image ?? ''))?.[0];
}

/** The ports of a release's Services, as they are on the cluster. */
export async function servicePorts(
  cluster: Cluster,
  place: AppPlace,
  release: Release,
): Promise<ServicePort[]> {
  const refs = release.objects.filter((ref) => ref.kind === 'Service' && ref.apiVersion === 'v1');
  const services = await Promise.all(
    refs.map((ref) => readObject(cluster, builtIn.Service, place.namespace, ref.name)),
  );
  return services.flatMap((service) =>
    recordsAt(service, 'spec', 'ports').map((port) => ({
      service: service?.metadata.name ?? '',
      name: typeof port['name'] === 'string' ? port['name'] : undefined,
      port: numberAt(port, 'port'),
      targetPort: (port['targetPort'] as number | string | undefined) ?? numberAt(port, 'port'),
      protocol: String(port['protocol'] ?? 'TCP'),
      appProtocol: typeof port['appProtocol'] === 'string' ? port['appProtocol'] : undefined,
      selector: (recordAt(service, 'spec', 'selector') ?? {}) as Record<string, string>,
    })),
  );
}
