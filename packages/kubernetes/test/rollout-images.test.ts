import { brokenPod, status } from './deployment-facts.ts';
import { event, now, waiting } from './objects.ts';
import { table } from './rollout-table.ts';

const image = 'shop.example/web:1';

/** A pod whose image was tried some seconds ago first, and last two seconds ago. */
const pulling = (reason: string, message: string, { first = 3, told = message } = {}) =>
  status({
    ...brokenPod({ container: waiting(reason, message) }, (pod) => [
      event(pod, 'Failed', `Failed to pull image "${image}": ${told}`, 2, { first }),
      event(pod, 'Failed', 'Error: ErrImagePull', 2, { first }),
    ]),
    writtenAt: now - 700_000,
  });

table('an image', [
  ['that is not there', () => pulling('ErrImagePull', `${image}: not found`), 'stuck', 'image-not-found'],
  [
    'of which the manifest is not there',
    () => pulling('ErrImagePull', 'manifest unknown'),
    'stuck',
    'image-not-found',
  ],
  [
    'that is not built for this platform',
    () => pulling('ErrImagePull', 'no match for platform in manifest: not found'),
    'stuck',
    'image-not-found',
  ],
  ['whose name is none', () => pulling('InvalidImageName', ''), 'stuck', 'image-not-found'],
  [
    'that is never pulled, and not there',
    () => pulling('ErrImageNeverPull', ''),
    'stuck',
    'imagePullPolicy is Never',
  ],
  [
    'whose pull only waits, and whose event says why',
    () => pulling('ImagePullBackOff', `Back-off pulling image "${image}"`, { told: 'manifest unknown' }),
    'stuck',
    'image-not-found',
  ],
  [
    'that one may not pull, at the first attempt: its token may be late',
    () =>
      pulling('ErrImagePull', 'pull access denied, repository does not exist or may require authorization'),
    'progressing',
    'image-denied',
  ],
  [
    'that one may not pull, at the second',
    () => pulling('ErrImagePull', '401 Unauthorized', { first: 13 }),
    'stuck',
    'image-denied',
  ],
  [
    'whose registry does not answer',
    () => pulling('ErrImagePull', 'dial tcp 10.0.0.1:443: i/o timeout', { first: 110 }),
    'progressing',
    'image-pull',
  ],
  [
    'whose registry has no address',
    () => pulling('ErrImagePull', 'dial tcp: lookup a: no such host'),
    'progressing',
    'image-pull',
  ],
  [
    'whose registry fails',
    () => pulling('ErrImagePull', 'unexpected status: 503 Service Unavailable', { first: 119 }),
    'progressing',
    'image-pull',
  ],
  [
    'whose registry failed two minutes ago, and has not been asked since',
    () =>
      status({
        ...brokenPod(
          { container: waiting('ImagePullBackOff', `Back-off pulling image "${image}"`) },
          (pod) => [event(pod, 'Failed', `Failed to pull image "${image}": EOF`, 60, { first: 150 })],
        ),
        writtenAt: now - 700_000,
      }),
    'progressing',
    'image-pull',
  ],
  [
    'whose registry failed for two minutes of attempts',
    () => pulling('ErrImagePull', 'EOF', { first: 140 }),
    'stuck',
    'image-pull',
  ],
  [
    'whose registry allows no more',
    () => pulling('ErrImagePull', '429 Too Many Requests - toomanyrequests', { first: 290 }),
    'progressing',
    'image-rate-limit',
  ],
  [
    'whose registry says not found of a host, not of it',
    () => pulling('ErrImagePull', 'failed to do request: dial tcp: lookup registry: server not found'),
    'progressing',
    'image-pull',
  ],
]);
