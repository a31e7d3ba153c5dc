import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { claimsOf, claimTrouble } from './claim-trouble.ts';
import { podCondition } from './containers.ts';
import { eventsSince } from './events.ts';
import { isEnding, timeOf, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { fatal, type Trouble } from './trouble.ts';

const applied = (notes: readonly string[] = []): WorkloadView => ({
  ready: true,
  message: 'applied',
  newPods: [],
  notes,
});

/** A claim is in order when it is bound, and as long as no pod needs it: many are bound only then. */
export function claimView(live: KubeObject, { pods, events, writtenAt }: WorkloadFacts): WorkloadView {
  const phase = String(recordAt(live, 'status')?.['phase'] ?? 'Pending');
  const { name } = live.metadata;
  const lost: Trouble = fatal('volume-error', `claim ${name} lost its volume, and all that was on it`, 0);
  if (phase === 'Lost') return { ready: false, message: 'lost', newPods: [], trouble: lost };
  if (phase === 'Bound') {
    const resize = podCondition(live, 'ControllerResizeError') ?? podCondition(live, 'NodeResizeError');
    return {
      ...applied(resize ? [`it could not be made larger: ${String(resize['message'])}`] : []),
      message: 'bound',
    };
  }
  const mounted = pods.some((pod) => !isEnding(pod) && claimsOf(pod).includes(name));
  if (!mounted) return applied(['it is not bound: no pod mounts it yet']);
  return {
    ready: false,
    message: 'not bound yet',
    newPods: [],
    trouble: claimTrouble(name, eventsSince(events, writtenAt)),
  };
}

export function serviceView(live: KubeObject, { pods }: WorkloadFacts): WorkloadView {
  const spec = recordAt(live, 'spec');
  const notes: string[] = [];
  if (spec?.['type'] === 'LoadBalancer' && recordsAt(live, 'status', 'loadBalancer', 'ingress').length === 0)
    notes.push('its load balancer has no address yet: nothing outside the cluster reaches it');
  const selector = Object.entries(recordAt(spec, 'selector') ?? {});
  const selected = pods.filter(
    (pod) => !isEnding(pod) && selector.every(([label, value]) => pod.metadata.labels?.[label] === value),
  );
  if (selector.length > 0 && selected.length === 0)
    notes.push(
      `its selector ${selector.map(([label, value]) => `${label}=${value}`).join(',')} matches no pod`,
    );
  if (selected.length > 0) notes.push(...unnamedPorts(live, selected));
  return applied(notes);
}

/** A port by name that no selected pod has leads nowhere, silently. */
function unnamedPorts(service: KubeObject, pods: readonly KubeObject[]): string[] {
  const known = new Set(
    pods
      .flatMap((pod) => [
        ...recordsAt(pod, 'spec', 'containers'),
        ...recordsAt(pod, 'spec', 'initContainers'),
      ])
      .flatMap((container) => recordsAt(container, 'ports'))
      .map((port) => port['name']),
  );
  return recordsAt(service, 'spec', 'ports')
    .map((port) => port['targetPort'])
    .filter((port) => typeof port === 'string' && !known.has(port))
    .map((port) => `its targetPort ${String(port)} is the name of no port of its pods`);
}

export function ingressView(live: KubeObject): WorkloadView {
  const addresses = recordsAt(live, 'status', 'loadBalancer', 'ingress');
  return applied(addresses.length > 0 ? [] : ['no ingress controller has given it an address yet']);
}

export function autoscalerView(live: KubeObject): WorkloadView {
  const failing = recordsAt(live, 'status', 'conditions').filter(
    ({ type, status }) => (type === 'ScalingActive' || type === 'AbleToScale') && status === 'False',
  );
  return applied(
    failing.map(({ type, reason, message }) => `${type} is False (${reason}): ${String(message)}`),
  );
}

export function cronJobView(live: KubeObject): WorkloadView {
  const last = timeOf(recordAt(live, 'status')?.['lastScheduleTime']);
  const suspended = recordAt(live, 'spec')?.['suspend'] === true;
  return applied(
    suspended
      ? [`it is suspended: nothing runs${last > 0 ? `, last on ${new Date(last).toISOString()}` : ''}`]
      : [],
  );
}
