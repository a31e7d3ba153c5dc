import type { KubeObject } from '../manifests/object.ts';
import type { Trouble } from './facts.ts';

const absent =
  /not found|notfound|manifest unknown|name unknown|does not exist|no match for platform|invalid reference format/i;
const denied = /unauthorized|authentication required|insufficient_scope|access denied|403 forbidden/i;
const pulling = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

/** A registry that is away for a while is waited for; an image that is not there, or not ours to pull, is not. */
const blipGrace = 120_000;

/** Trouble with a container's image, from its waiting state and the pod's events. */
export function imageTrouble(
  reason: string,
  message: string,
  image: string,
  since: number,
  events: readonly KubeObject[],
): Trouble | undefined {
  if (!pulling.has(reason)) return undefined;
  const told = events
    .filter((event) => event['reason'] === 'Failed' && String(event['message']).includes(image))
    .map((event) => String(event['message']));
  const detail = [message, ...told].find((text) => absent.test(text) || denied.test(text));
  const says = `image ${image}: ${detail ?? (message || reason)}`;
  if (reason === 'InvalidImageName' || reason === 'ErrImageNeverPull')
    return { reason: 'image-not-found', message: says, since, grace: 0 };
  // "not found" may also be a proxy's word for a denied image, so denial is looked for second.
  if (detail !== undefined && absent.test(detail))
    return { reason: 'image-not-found', message: says, since, grace: 0 };
  if (detail !== undefined) return { reason: 'image-denied', message: says, since, grace: 0 };
  return { reason: 'image-pull', message: says, since, grace: blipGrace };
}
