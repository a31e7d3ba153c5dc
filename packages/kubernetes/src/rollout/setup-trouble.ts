import { type KubeObject, recordAt } from '../manifests/object.ts';
import { missingReference, referenceTrouble } from './config-trouble.ts';
import { containersOf, podCondition } from './containers.ts';
import { firstSeen, messageOf } from './events.ts';
import type { References } from './facts.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

const second = 1000;
const settingUp = new Set(['ContainerCreating', 'PodInitializing', '']);

/** What keeps a node from setting a pod up before its first container: volumes and network. */
export function setupTrouble(
  pod: KubeObject,
  events: readonly KubeObject[],
  references: References | undefined,
): Trouble | undefined {
  if (isSetUp(pod)) return undefined;
  return volumeTrouble(events, references) ?? networkTrouble(events);
}

function isSetUp(pod: KubeObject): boolean {
  if (podCondition(pod, 'PodReadyToStartContainers')?.['status'] === 'True') return true;
  return containersOf(pod).some(
    ({ status }) =>
      recordAt(status, 'state', 'running') !== undefined ||
      recordAt(status, 'state', 'terminated') !== undefined ||
      !settingUp.has(String(recordAt(status, 'state', 'waiting')?.['reason'] ?? '')),
  );
}

function volumeTrouble(
  events: readonly KubeObject[],
  references: References | undefined,
): Trouble | undefined {
  const failed = events.filter(({ reason }) => reason === 'FailedMount' || reason === 'FailedAttachVolume');
  // "Timed out waiting" follows the event that says for what.
  const telling = failed.findLast((event) => missingReference(messageOf(event)) !== undefined);
  const event = telling ?? failed.at(-1);
  if (!event) return undefined;
  const message = messageOf(event);
  const since = firstSeen(event);
  if (telling || /failed to sync .* cache/.test(message))
    return referenceTrouble('volume-error', message, since, references);
  if (/references non-existent/.test(message)) return fatal('volume-error', message, since, 10 * second);
  const held = /Multi-Attach/.test(message);
  return suspicious('volume-error', message, since, (held ? 300 : 120) * second);
}

function networkTrouble(events: readonly KubeObject[]): Trouble | undefined {
  const event = events.findLast(
    ({ reason }) => reason === 'FailedCreatePodSandBox' || reason === 'NetworkNotReady',
  );
  return event && suspicious('pod-network', messageOf(event), firstSeen(event), 120 * second);
}
