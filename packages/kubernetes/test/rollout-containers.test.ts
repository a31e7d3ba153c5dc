import { brokenPod, type Facts, status } from './deployment-facts.ts';
import { ago, deployment, event, exited, now, pod, waiting } from './objects.ts';
import { table } from './rollout-table.ts';

const config = (message: string, more: Facts = {}) =>
  status({ ...brokenPod({ container: waiting('CreateContainerConfigError', message) }), ...more });
table('configuration', [
  [
    'that is missing',
    () => config('configmap "a" not found'),
    'stuck',
    '"missing":{"kind":"ConfigMap","name":"a"}',
  ],
  ['of which a key is missing', () => config(`couldn't find key K in Secret shop/a`), 'stuck', '"key":"K"'],
  [
    'that may come a moment late',
    () => config('configmap "a" not found', { writtenAt: now - 4000 }),
    'progressing',
    '"fatal"',
  ],
  [
    'that came late, while the kubelet has not looked again',
    () => config('configmap "a" not found', { references: () => true }),
    'progressing',
    'it is there by now',
  ],
  [
    'that is looked for, and is not there',
    () => config('configmap "a" not found', { references: () => false }),
    'stuck',
    'config-error',
  ],
  [
    'that the kubelet has not in its cache',
    () => config('failed to sync secret cache: timed out'),
    'progressing',
    'config-error',
  ],
  [
    'that the image does not fit',
    () => config('container has runAsNonRoot and image will run as root'),
    'stuck',
    'runAsNonRoot',
  ],
]);

const crashing = (exitCode: number, restarts: number, reason = 'Error', message = '') => ({
  ...exited(exitCode, restarts, reason),
  lastState: { terminated: { exitCode, reason, message, startedAt: ago(4), finishedAt: ago(2) } },
});
const one = (container: object) => status(brokenPod({ container: container as Record<string, unknown> }));
const sidecar = { initContainers: [{ name: 'init', restartPolicy: 'Always' }] };
const started = 'exec: "nope": executable file not found in $PATH';
table('a container that ends', [
  ['once', () => one(exited(1, 0)), 'progressing', 'exit code 1, 1 time so far'],
  ['twice, before what it needs may be up', () => one(exited(1, 1)), 'progressing', '2 times so far'],
  ['a third time', () => one(exited(1, 2)), 'stuck', '"exitCode":1'],
  ['well, but ends', () => one(exited(0, 1, 'Completed')), 'stuck', 'must keep running'],
  [
    'because there is no such program',
    () => one(crashing(128, 1, 'StartError', started)),
    'stuck',
    'container-error',
  ],
  [
    'because it could not be started, once: it may be the node',
    () => one(crashing(128, 0, 'StartError', started)),
    'progressing',
    'cannot be started',
  ],
  ['because the shell found no command', () => one(exited(127, 1)), 'stuck', 'command not found'],
  ['for want of memory at its start', () => one(exited(137, 0, 'OOMKilled')), 'stuck', 'out-of-memory'],
  [
    'for want of memory after a while, once',
    () =>
      one({
        ...exited(137, 0, 'OOMKilled'),
        lastState: {
          terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: ago(100), finishedAt: ago(2) },
        },
      }),
    'progressing',
    '"crash"',
  ],
  [
    'in a sidecar of an init container',
    () => status(brokenPod({ spec: sidecar, init: exited(0, 1), container: waiting('PodInitializing') })),
    'stuck',
    'sidecar container init',
  ],
  [
    'as an init container that has ended well before',
    () => status(brokenPod({ init: { state: { terminated: { exitCode: 0, reason: 'Completed' } } } })),
    'progressing',
  ],
  [
    'beside one that an image is missing for: the image says more',
    () =>
      status(
        brokenPod({
          status: {
            containerStatuses: [
              { name: 'web', ...exited(1, 2) },
              { name: 'proxy', ...waiting('ErrImagePull', 'manifest unknown') },
            ],
          },
        }),
      ),
    'stuck',
    'image-not-found',
  ],
  [
    'taken down by another one: that says more',
    () =>
      status(
        brokenPod({
          status: {
            containerStatuses: [
              { name: 'web', ...exited(143, 2) },
              { name: 'proxy', ...exited(1, 2) },
            ],
          },
        }),
      ),
    'stuck',
    '"container":"proxy"',
  ],
  [
    'while another new pod has only begun',
    () =>
      status({
        live: deployment({ replicas: 2, updatedReplicas: 2 }),
        pods: [
          pod({ ready: false, container: exited(1, 2) }),
          pod({ ready: false, container: waiting('ContainerCreating') }),
        ],
      }),
    'progressing',
  ],
  [
    'with hostile last words',
    () => one(crashing(1, 2, 'Error', 'fatal\n::error::pwned\r\n')),
    'stuck',
    'fatal ::error::pwned',
  ],
]);

const probing = (text: string, { count = 8, first = 15, kind = 'Readiness', parts = {} } = {}) =>
  status(
    brokenPod({ container: { state: { running: { startedAt: ago(30) } } }, ...parts }, (pod) => [
      event(pod, 'Unhealthy', `${kind} probe failed: ${text}`, 1, { first, count }),
    ]),
  );
const http = (code: number) => `HTTP probe failed with statuscode: ${code}`;
table('a probe', [
  ['of a path that is not there', () => probing(http(404)), 'stuck', 'wrong-probe'],
  ['that may not ask', () => probing(http(401)), 'stuck', 'wrong-probe'],
  [
    'with the wrong scheme',
    () => probing('Get "https://10.0.0.1": http: server gave HTTP response to HTTPS client'),
    'stuck',
    'wrong-probe',
  ],
  ['of a path that is not there yet', () => probing(http(404), { count: 4 }), 'progressing', 'not-ready'],
  [
    'of a path that has not been there for long',
    () => probing(http(404), { first: 8 }),
    'progressing',
    'not-ready',
  ],
  [
    'that a program answers which is not well yet',
    () => probing(http(503), { count: 50, first: 500 }),
    'progressing',
    'not-ready',
  ],
  [
    'that nobody answers yet',
    () => probing('dial tcp 10.0.0.1:8080: connect: connection refused'),
    'progressing',
    'connection refused',
  ],
  [
    'that a start has time for by itself',
    () => probing(http(404), { kind: 'Startup' }),
    'progressing',
    'not-ready',
  ],
  [
    'that failed in an earlier run of the container',
    () =>
      probing(http(404), {
        parts: { container: { state: { running: { startedAt: ago(0.5) } }, restartCount: 1 } },
      }),
    'progressing',
  ],
  [
    'of another container of the pod',
    () =>
      status(
        brokenPod(
          {
            spec: { containers: [{ name: 'web', readinessProbe: {} }, { name: 'proxy' }] },
            status: {
              containerStatuses: [
                { name: 'web', ready: false, state: { running: { startedAt: ago(30) } } },
                { name: 'proxy', ready: true, state: { running: { startedAt: ago(30) } } },
              ],
            },
          },
          (pod) => [
            event(pod, 'Unhealthy', `Readiness probe failed: ${http(404)}`, 1, {
              first: 15,
              count: 9,
              involvedObject: { uid: pod.metadata.uid, fieldPath: 'spec.containers{proxy}' },
            }),
          ],
        ),
      ),
    'progressing',
  ],
  [
    'from outside (readiness gate)',
    () =>
      status(
        brokenPod({
          spec: { readinessGates: [{ conditionType: 'target-health' }] },
          container: { ready: true },
          status: { conditions: [{ type: 'ContainersReady', status: 'True', lastTransitionTime: ago(5) }] },
        }),
      ),
    'progressing',
    'readiness gate target-health',
  ],
]);
