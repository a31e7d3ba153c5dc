/** The parts of a `discovery.k8s.io/v1` EndpointSlice that matter here. */
export interface EndpointSlice {
  metadata?: { labels?: Record<string, string> };
  ports?: { name?: string | null; port?: number | null; protocol?: string | null }[] | null;
  endpoints?:
    | {
        conditions?: { ready?: boolean | null; terminating?: boolean | null };
        targetRef?: { kind?: string; name?: string };
      }[]
    | null;
}

/** A pod that a Service sends traffic to, on one port. */
export interface Target {
  service: string;
  pod: string;
  /** Name of the Service's port; undefined when it has none. */
  portName: string | undefined;
  /** Port of the pod. */
  port: number;
}

const serviceLabel = 'kubernetes.io/service-name';

/** Where the Services send new connections now: the ready endpoints that are not going away. */
export function readyTargets(slices: readonly EndpointSlice[]): Target[] {
  const targets = slices.flatMap((slice) => {
    const service = slice.metadata?.labels?.[serviceLabel];
    const ports = (slice.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
    if (service === undefined) return [];
    return (slice.endpoints ?? []).filter(takesTraffic).flatMap((endpoint) =>
      ports.flatMap((port): Target[] => {
        const pod = endpoint.targetRef?.kind === 'Pod' ? endpoint.targetRef.name : undefined;
        if (pod === undefined || typeof port.port !== 'number') return [];
        return [{ service, pod, portName: port.name || undefined, port: port.port }];
      }),
    );
  });
  return unique(targets);
}

/** A missing `ready` means ready, as the API defines it. */
function takesTraffic(endpoint: NonNullable<EndpointSlice['endpoints']>[number]): boolean {
  return endpoint.conditions?.ready !== false && endpoint.conditions?.terminating !== true;
}

/** A dual-stack Service has one slice per address family: the same pods twice. */
function unique(targets: readonly Target[]): Target[] {
  const byKey = new Map(targets.map((target) => [JSON.stringify(Object.values(target)), target]));
  return [...byKey.values()];
}

export interface Switch {
  /** Pods outside the new revision that still get traffic. */
  old: readonly string[];
  /** Services that send traffic to no pod of the new revision. */
  without: readonly string[];
}

/** How far traffic has moved to the new pods. */
export function trafficSwitch(
  targets: readonly Target[],
  services: readonly string[],
  newPods: ReadonlySet<string>,
): Switch {
  const own = targets.filter((target) => services.includes(target.service));
  const served = new Set(own.filter((target) => newPods.has(target.pod)).map((target) => target.service));
  return {
    old: [...new Set(own.map((target) => target.pod))].filter((pod) => !newPods.has(pod)).sort(),
    without: services.filter((service) => !served.has(service)).sort(),
  };
}
