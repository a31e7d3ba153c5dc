import { type KubeObject, recordAt } from '../manifests/object.ts';
import type { ContainerState } from './containers.ts';
import { lastSeen, messageOf } from './events.ts';
import { exitText } from './exit-code.ts';
import { numberAt, timeOf } from './facts.ts';
import { suspicious, type Trouble } from './trouble.ts';

/** Trouble of one container; `exits` when it is about how often it ended. */
export type PodTrouble = Trouble & { exits?: number };

/** Memory that was not enough within this time was not enough to start. */
const startTime = 60_000;
/** The runtime could not start the program at all. */
const notStarted = new Set(['StartError', 'ContainerCannotRun', 'PostStartHookError', 'PreStartHookError']);
/** The node forgot the container (restart, crash of the kubelet). */
const forgotten = new Set(['ContainerStatusUnknown', 'Unknown']);

/** A container that ended and has not healed since. Whether it is final is decided beside the other pods. */
export function exitTrouble(
  pod: KubeObject,
  { name, role, status }: ContainerState,
  events: readonly KubeObject[],
): PodTrouble | undefined {
  const now = recordAt(status, 'state', 'terminated');
  const last = now ?? recordAt(status, 'lastState', 'terminated');
  if (!last || forgotten.has(String(last['reason'])) || endedAsWanted(pod, role, now, last)) return undefined;
  const running = recordAt(status, 'state', 'running') !== undefined;
  if (running && status['ready'] === true) return undefined;
  const exits = numberAt(status, 'restartCount') + (running ? 0 : 1);
  const since = timeOf(last['finishedAt']);
  const exitCode = numberAt(last, 'exitCode');
  const what = role === 'main' ? 'container' : role === 'init' ? 'init container' : 'sidecar container';
  const times = `${exits} ${exits === 1 ? 'time' : 'times'} so far`;
  const probe = killingProbe(name, last, events);
  const detail = exitDetail(last);
  const ended = `${what} ${name} ended with ${exitText(exitCode)}${detail ? `: ${detail}` : ''}, ${times}`;
  const trouble = (reason: Trouble['reason'], message: string): PodTrouble => ({
    ...suspicious(reason, message, since),
    exits,
    exitCode,
    previous: now === undefined,
  });
  if (last['reason'] === 'OOMKilled')
    return trouble(since - timeOf(last['startedAt']) < startTime ? 'out-of-memory' : 'crash', ended);
  if (notStarted.has(String(last['reason'])))
    return trouble('container-error', `${what} ${name} cannot be started: ${detail}, ${times}`);
  if (probe !== undefined)
    return trouble('killed-by-probe', `${what} ${name} was killed, ${times}: ${probe}`);
  return trouble(role === 'init' ? 'init-crash' : 'crash', ended);
}

function endedAsWanted(
  pod: KubeObject,
  role: ContainerState['role'],
  now: Record<string, unknown> | undefined,
  last: Record<string, unknown>,
): boolean {
  if (role === 'init') return now?.['exitCode'] === 0;
  const restarts = recordAt(pod, 'spec')?.['restartPolicy'] ?? 'Always';
  return role === 'main' && restarts !== 'Always' && last['exitCode'] === 0;
}

function exitDetail(terminated: Record<string, unknown>): string {
  const reason = String(terminated['reason'] ?? '');
  const message = String(terminated['message'] ?? '')
    .trim()
    .slice(-300);
  return [/^(Error|Completed)?$/.test(reason) ? '' : reason, message]
    .filter((text) => text !== '')
    .join(': ');
}

/** What the probe said that had the container killed; undefined when it ended of itself. */
function killingProbe(
  container: string,
  last: Record<string, unknown>,
  events: readonly KubeObject[],
): string | undefined {
  const killed = events.findLast(
    (event) =>
      event['reason'] === 'Killing' &&
      /failed (liveness|startup) probe/i.test(messageOf(event)) &&
      messageOf(event).toLowerCase().includes(`container ${container.toLowerCase()} `) &&
      lastSeen(event) >= timeOf(last['startedAt']),
  );
  if (!killed) return undefined;
  const kind = /startup/i.test(messageOf(killed)) ? 'Startup' : 'Liveness';
  const said = events.findLast(
    (event) => event['reason'] === 'Unhealthy' && messageOf(event).startsWith(kind),
  );
  return said ? messageOf(said) : messageOf(killed);
}
