import {
  type AppPlace,
  type Cluster,
  type CurrentPod,
  currentPods,
  type Release,
  servicePorts,
} from '@workaday/kubernetes';
import { type DeployedDigests, digestMismatch } from './digests.ts';
import { type EndpointSlice, readyTargets, trafficSwitch } from './endpoints.ts';
import { httpPorts, isTls } from './http-ports.ts';
import type { PodTarget } from './inside.ts';

/** A Service that speaks HTTP, and its ports by name. */
export interface HttpService {
  service: string;
  ports: readonly { name: string | undefined; tls: boolean }[];
}

/** The release as it stands in the cluster at one moment. */
export interface LiveView {
  services: readonly string[];
  /** Pods of the newest revision. */
  pods: readonly CurrentPod[];
  /** Ready pods of the newest revision behind the Services. */
  targets: readonly PodTarget[];
  /** Other pods that the Services still send traffic to. */
  old: readonly string[];
  /** Services that send traffic to no pod of the newest revision. */
  without: readonly string[];
  /** Why the pods are not what was deployed, if so. */
  foreign: string | undefined;
}

/** The release's Services with a selector and an HTTP port. */
export async function httpServices(
  cluster: Cluster,
  place: AppPlace,
  release: Release,
): Promise<HttpService[]> {
  const ports = await servicePorts(cluster, place, release);
  const selecting = ports.filter((port) => Object.keys(port.selector).length > 0);
  const names = [...new Set(selecting.map((port) => port.service))];
  return names.flatMap((service) => {
    const http = httpPorts(selecting.filter((port) => port.service === service));
    if (http.length === 0) return [];
    return [{ service, ports: http.map((port) => ({ name: port.name, tls: isTls(port) })) }];
  });
}

/** What is known of a release before it is looked at. */
export interface Deployed {
  release: Release;
  services: readonly HttpService[];
  digests: DeployedDigests;
}

/** Reads pods and EndpointSlices; nothing of it is remembered from before. */
export async function readLiveView(
  cluster: Cluster,
  { namespace }: AppPlace,
  { release, services, digests }: Deployed,
): Promise<LiveView> {
  const [pods, slices] = await Promise.all([
    currentPods(cluster, namespace, release.objects),
    cluster.request<{ items: EndpointSlice[] }>({
      method: 'GET',
      path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    }),
  ]);
  const names = services.map(({ service }) => service);
  const all = readyTargets(slices.items);
  const own = new Set(pods.map((pod) => pod.name));
  const targets = all
    .filter((target) => own.has(target.pod))
    .flatMap((target): PodTarget[] => {
      const ports = services.find(({ service }) => service === target.service)?.ports ?? [];
      const port = ports.find(({ name }) => name === target.portName);
      const { service, pod } = target;
      return port === undefined ? [] : [{ service, pod, port: target.port, tls: port.tls }];
    });
  const foreign = digestMismatch(pods, digests);
  return { services: names, pods, targets, ...trafficSwitch(all, names, own), foreign };
}
