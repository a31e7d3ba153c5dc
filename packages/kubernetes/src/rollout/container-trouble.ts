import { type KubeObject, recordAt } from '../manifests/object.ts';
import { referenceTrouble } from './config-trouble.ts';
import { type ContainerState, takenUpAt } from './containers.ts';
import { firstSeen, messageOf } from './events.ts';
import { exitTrouble, type PodTrouble } from './exit-trouble.ts';
import type { References } from './facts.ts';
import { imageTrouble } from './image-trouble.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

/** The runtime will answer so every time. */
const impossible = /no command specified|executable file not found|exec format error/;

/** Trouble of one container with its image, its configuration or its program. */
export function containerTrouble(
  pod: KubeObject,
  container: ContainerState,
  events: readonly KubeObject[],
  references: References | undefined,
): PodTrouble | undefined {
  const waiting = recordAt(container.status, 'state', 'waiting');
  const reason = String(waiting?.['reason'] ?? '');
  const message = String(waiting?.['message'] ?? '');
  const found =
    imageTrouble(container, { reason, message }, pod, events) ??
    creatingTrouble(reason, message, pod, container, events, references) ??
    exitTrouble(pod, container, events);
  return found && { ...found, container: container.name };
}

function creatingTrouble(
  reason: string,
  message: string,
  pod: KubeObject,
  { name }: ContainerState,
  events: readonly KubeObject[],
  references: References | undefined,
): Trouble | undefined {
  if (reason !== 'CreateContainerConfigError' && reason !== 'CreateContainerError') return undefined;
  const told = events.find((event) => event['reason'] === 'Failed' && messageOf(event).includes(message));
  const since = told ? firstSeen(told) : takenUpAt(pod);
  const text = `container ${name}: ${message || reason}`;
  if (reason === 'CreateContainerConfigError')
    return referenceTrouble('config-error', text, since, references);
  return impossible.test(message)
    ? fatal('container-error', text, since, 3000)
    : suspicious('container-error', text, since, 120_000);
}
