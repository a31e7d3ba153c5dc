import type { KubeObject } from '../manifests/object.ts';
import { type ContainerState, takenUpAt } from './containers.ts';
import { firstSeen, lastSeen, messageOf } from './events.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

const pulling = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
  'SignatureValidationFailed',
]);
const limited = /toomanyrequests|too many requests|\b429\b|rate limit/i;
/** What a network or an ailing registry says; host names and proxies put "not found" into it, too. */
const unreachable =
  /dial tcp|lookup |i\/o timeout|connection (refused|reset)|\bEOF\b|tls|x509|deadline exceeded|\b50[0234]\b|internal server error|service unavailable|bad gateway/i;
const denied =
  /unauthorized|authentication required|insufficient_scope|access denied|403 forbidden|no basic auth/i;
const absent = /not found|notfound|manifest unknown|name unknown|does not exist|no match for platform/i;
const malformed = /invalid reference format|couldn't parse image/i;

/**
 * How long it may go on, by attempts of the kubelet: after ten seconds, twenty, forty and so on. What heals in between
 * shows only at the next one, so the last word is an attempt after that time, or none for as long as a pause may be.
 */
const patience = {
  // A registry that is away for a while is waited for.
  unreachable: { until: 120_000, atMost: 300_000 },
  // A token may come a moment late.
  denied: { until: 9_000, atMost: 40_000 },
  limited: { until: 300_000, atMost: 600_000 },
};

/** Trouble with a container's image, from its waiting state and what the kubelet said of the pod. */
export function imageTrouble(
  { status }: ContainerState,
  waiting: { reason: string; message: string },
  pod: KubeObject,
  events: readonly KubeObject[],
): Trouble | undefined {
  const { reason, message } = waiting;
  if (!pulling.has(reason)) return undefined;
  const image = String(status['image'] ?? '');
  const told = events.filter(
    (event) => event['reason'] === 'Failed' && image !== '' && messageOf(event).includes(image),
  );
  // A waiting state that only says that it waits is explained by the newest event.
  const newest = told.at(-1);
  const said = [message, newest ? messageOf(newest) : ''].find((text) => kindOf(text) !== undefined);
  const since = told[0] ? firstSeen(told[0]) : takenUpAt(pod);
  const text = `image ${image}: ${(said ?? message).replace(preamble, '').trim() || reason}`;
  if (reason === 'InvalidImageName') return fatal('image-not-found', text, since);
  if (reason === 'ErrImageNeverPull')
    return fatal(
      'image-not-found',
      `${text} (imagePullPolicy is Never, and the node does not have it)`,
      since,
    );
  const kind = kindOf(said ?? '') ?? 'unreachable';
  if (kind === 'absent') return fatal('image-not-found', text, since);
  const { until, atMost } = patience[kind];
  const triedAt = newest ? lastSeen(newest) : 0;
  return suspicious(reasonOf[kind], text, since, triedAt - since >= until ? until : atMost);
}

const reasonOf = {
  unreachable: 'image-pull',
  denied: 'image-denied',
  limited: 'image-rate-limit',
} as const;

/** What every message of every attempt begins with. */
const preamble =
  /Back-off pulling image "[^"]*"(: ErrImagePull: )?|Failed to pull image "[^"]*": |rpc error: code = \w+ desc = |failed to pull and unpack image "[^"]*": |failed to resolve reference "[^"]*": /g;

function kindOf(text: string): 'absent' | 'denied' | 'limited' | 'unreachable' | undefined {
  if (limited.test(text)) return 'limited';
  if (malformed.test(text)) return 'absent';
  // Registries that hide what one may not see say both, so denial is looked for first.
  if (denied.test(text)) return 'denied';
  if (unreachable.test(text)) return 'unreachable';
  return absent.test(text) ? 'absent' : undefined;
}
