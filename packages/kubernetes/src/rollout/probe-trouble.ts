import { type KubeObject, recordAt } from '../manifests/object.ts';
import { type ContainerState, eventsOfRun, podCondition } from './containers.ts';
import { firstSeen, lastSeen, messageOf, timesSeen } from './events.ts';
import { timeOf } from './facts.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

/**
 * Answers of a program that runs and will go on answering so. Refused connections, time-outs and 5xx may be a program
 * that is still starting, so they end nothing before the user's own deadline.
 */
const wrongQuestion =
  /statuscode: (40[1345]|410|406|426)\b|server gave HTTP response to HTTPS client|does not look like a TLS handshake|malformed HTTP response|does not implement the grpc health|executable file not found/i;
const wrongTimes = 5;
const wrongFor = 10_000;
/** The first failures of a program that just started are no news. */
const quietFor = 4000;

/** A container that runs and is not ready, by what its probes say. */
export function probeTrouble(
  pod: KubeObject,
  container: ContainerState,
  events: readonly KubeObject[],
  now: number,
): Trouble | undefined {
  const { name, role, spec, status } = container;
  const startedAt = timeOf(recordAt(status, 'state', 'running')?.['startedAt']);
  if (startedAt === 0 || role === 'init' || status['ready'] === true || now - startedAt < quietFor)
    return undefined;
  const said = newestAnswer(eventsOfRun(pod, container, events));
  if (!said) return undefined;
  const message = `${role === 'sidecar' ? 'sidecar ' : ''}container ${name} runs, but is not ready: ${messageOf(said)}`;
  const since = Math.max(firstSeen(said), startedAt);
  const certain =
    /^readiness/i.test(messageOf(said)) &&
    wrongQuestion.test(messageOf(said)) &&
    recordAt(spec, 'readinessProbe') !== undefined &&
    timesSeen(said) >= wrongTimes &&
    lastSeen(said) - since >= wrongFor;
  return certain ? fatal('wrong-probe', message, since) : suspicious('not-ready', message, since);
}

/** What a probe answered last. */
function newestAnswer(events: readonly KubeObject[]): KubeObject | undefined {
  return events.findLast(
    (event) =>
      event['reason'] === 'Unhealthy' && /^(readiness|startup|liveness) probe/i.test(messageOf(event)),
  );
}

/** All containers are ready, but something outside has not said so yet. */
export function gateTrouble(pod: KubeObject): Trouble | undefined {
  const containers = podCondition(pod, 'ContainersReady');
  if (containers?.['status'] !== 'True') return undefined;
  const gates = (recordAt(pod, 'spec')?.['readinessGates'] ?? []) as { conditionType?: string }[];
  const open = gates.find((gate) => podCondition(pod, gate.conditionType ?? '')?.['status'] !== 'True');
  if (!open) return undefined;
  const since = timeOf(containers['lastTransitionTime']);
  return suspicious('not-ready', `the pod waits for its readiness gate ${open.conditionType}`, since);
}
