import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { lastSeen } from './events.ts';
import { numberAt, timeOf } from './facts.ts';

/** A container of a pod: what is wanted of it, and how it does. */
export interface ContainerState {
  name: string;
  /** A sidecar is an init container that stays, so it must neither end nor be waited for. */
  role: 'main' | 'init' | 'sidecar';
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
}

/** The containers of which the kubelet tells anything, in the order in which they start. */
export function containersOf(pod: KubeObject): ContainerState[] {
  const states = (specs: string, statuses: string, roleOf: (spec: Record<string, unknown>) => Role) =>
    recordsAt(pod, 'status', statuses).map((status) => {
      const name = String(status['name']);
      const spec = recordsAt(pod, 'spec', specs).find((one) => one['name'] === name) ?? {};
      return { name, role: roleOf(spec), spec, status };
    });
  return [
    ...states('initContainers', 'initContainerStatuses', (spec) =>
      spec['restartPolicy'] === 'Always' ? 'sidecar' : 'init',
    ),
    ...states('containers', 'containerStatuses', () => 'main'),
  ];
}

type Role = ContainerState['role'];

/** Those of a pod's own events that are about a container in its present run. */
export function eventsOfRun(
  pod: KubeObject,
  { name, status }: ContainerState,
  events: readonly KubeObject[],
): KubeObject[] {
  const startedAt = timeOf(recordAt(status, 'state', 'running')?.['startedAt']);
  const alone = containersOf(pod).length === 1;
  return events.filter((event) => {
    const part = String(recordAt(event, 'involvedObject')?.['fieldPath'] ?? '');
    return lastSeen(event) >= startedAt && (part.includes(`{${name}}`) || (alone && part === ''));
  });
}

/** When the kubelet took the pod up, or as near as is known. */
export function takenUpAt(pod: KubeObject): number {
  const status = recordAt(pod, 'status');
  return timeOf(status?.['startTime']) || timeOf(pod.metadata.creationTimestamp);
}

export function podCondition(pod: KubeObject, type: string): Record<string, unknown> | undefined {
  return recordsAt(pod, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** The container of an ended pod that ended badly. */
export function failedContainer(pod: KubeObject): { container?: string; exitCode?: number } {
  for (const { name, status } of containersOf(pod)) {
    const ended = recordAt(status, 'state', 'terminated') ?? recordAt(status, 'lastState', 'terminated');
    if (ended && ended['exitCode'] !== 0) return { container: name, exitCode: numberAt(ended, 'exitCode') };
  }
  return {};
}
