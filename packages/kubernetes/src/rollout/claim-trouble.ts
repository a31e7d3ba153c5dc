import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { eventsAboutNamed, firstSeen, messageOf } from './events.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

const second = 1000;

/** What the cluster says of a claim that is not bound; undefined while that is in order (WaitForFirstConsumer). */
export function claimTrouble(name: string, events: readonly KubeObject[]): Trouble | undefined {
  const said = eventsAboutNamed(events, 'PersistentVolumeClaim', name).findLast(
    ({ reason }) => reason !== 'VolumeResizeFailed',
  );
  if (!said) return undefined;
  const message = `claim ${name}: ${messageOf(said)}`;
  const since = firstSeen(said);
  switch (said['reason']) {
    case 'ClaimLost':
    case 'ClaimMisbound':
      return fatal('volume-error', message, since);
    case 'ProvisioningFailed':
      return suspicious(
        'volume-error',
        message,
        since,
        (/storageclass\S* .*not found/i.test(message) ? 10 : 120) * second,
      );
    case 'FailedBinding':
      return suspicious(
        'volume-error',
        message,
        since,
        (/no storage class is set/.test(message) ? 10 : 60) * second,
      );
    case 'ExternalProvisioning':
      return suspicious('volume-error', message, since, 300 * second);
    default:
      return undefined;
  }
}

/** The names of the claims that a pod mounts. */
export function claimsOf(pod: KubeObject): string[] {
  return recordsAt(pod, 'spec', 'volumes').flatMap((volume) => {
    const claim = recordAt(volume, 'persistentVolumeClaim')?.['claimName'];
    if (typeof claim === 'string') return [claim];
    return recordAt(volume, 'ephemeral') ? [`${pod.metadata.name}-${String(volume['name'])}`] : [];
  });
}
