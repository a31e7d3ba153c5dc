import type { KubeObject } from '../src/manifests/object.ts';
import { brokenPod, status } from './deployment-facts.ts';
import { ago, deployment, event, now, type PodParts, unplaced, waiting } from './objects.ts';
import { table } from './rollout-table.ts';

const placing = (one: KubeObject, events: KubeObject[] = []) =>
  status({
    live: deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
    pods: [one],
    events,
    writtenAt: now - 1_000_000,
  });
const said = (one: KubeObject, reason: string) => placing(one, [event(one, reason, 'a node comes', 50)]);
const claim = { kind: 'PersistentVolumeClaim', metadata: { name: 'data', uid: 'claim' } } as KubeObject;
const volumes = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const unbound = (reason: string, message: string, seconds = 20) =>
  placing(unplaced(30, 'pod has unbound immediate PersistentVolumeClaims', { spec: volumes }), [
    event(claim, reason, message, 1, { first: seconds }),
  ]);

table('a pod that no node takes', [
  ['is waited for', () => placing(unplaced(55)), 'progressing', 'unschedulable'],
  ['is not waited for without end', () => placing(unplaced(65)), 'stuck', 'unschedulable'],
  [
    'while an autoscaler adds a node',
    () => said(unplaced(400), 'TriggeredScaleUp'),
    'progressing',
    'a node is being added',
  ],
  [
    'while Karpenter adds a node',
    () => said(unplaced(400), 'Nominated'),
    'progressing',
    'a node is being added',
  ],
  ['when no node came for it', () => said(unplaced(650), 'TriggeredScaleUp'), 'stuck', 'unschedulable'],
  [
    'when the autoscaler has none to add',
    () => said(unplaced(65), 'NotTriggerScaleUp'),
    'stuck',
    'unschedulable',
  ],
  [
    'while others give way to it',
    () => placing(unplaced(100, '0/1 nodes', { status: { nominatedNodeName: 'a' } })),
    'progressing',
    'other pods give way',
  ],
  [
    'because a gate holds it back',
    () =>
      placing(
        unplaced(900, '', {
          status: {
            conditions: [
              {
                type: 'PodScheduled',
                status: 'False',
                reason: 'SchedulingGated',
                lastTransitionTime: ago(900),
              },
            ],
          },
        }),
      ),
    'progressing',
    'scheduling gate',
  ],
  [
    'for want of its claim',
    () => placing(unplaced(10, 'persistentvolumeclaim "data" not found')),
    'stuck',
    'volume-error',
  ],
  [
    'whose claim may come a moment late',
    () => placing(unplaced(4, 'persistentvolumeclaim "data" not found')),
    'progressing',
    'volume-error',
  ],
  [
    'whose claim has no class',
    () => unbound('ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'),
    'stuck',
    'claim data',
  ],
  [
    'whose claim nobody provides',
    () =>
      unbound('FailedBinding', 'no persistent volumes available for this claim and no storage class is set'),
    'stuck',
    'volume-error',
  ],
  [
    'whose claim is being provided',
    () => unbound('ExternalProvisioning', 'waiting for a volume to be created', 200),
    'progressing',
    'claim data',
  ],
  [
    'whose claim could not be provided yet',
    () => unbound('ProvisioningFailed', 'quota of the project is used up', 100),
    'progressing',
    'claim data',
  ],
  [
    'whose claim lost its volume',
    () => unbound('ClaimLost', 'Bound claim has lost its PersistentVolume'),
    'stuck',
    'claim data',
  ],
  [
    'whose claim waits for it',
    () => unbound('WaitForFirstConsumer', 'waiting for first consumer'),
    'progressing',
    'no node takes the pod',
  ],
]);

const settingUp = (parts: PodParts, reason: string, message: string, { seconds = 2, first = 15 } = {}) =>
  status({
    ...brokenPod(
      { container: waiting('ContainerCreating'), ...parts, status: { phase: 'Pending', ...parts.status } },
      (pod) => [event(pod, reason, message, seconds, { first })],
    ),
    writtenAt: now - 600_000,
  });
const started = { status: { conditions: [{ type: 'PodReadyToStartContainers', status: 'True' }] } };
const absent = 'MountVolume.SetUp failed for volume "a" : configmap "a" not found';
table('a pod that its node sets up', [
  ['lacks what it mounts', () => settingUp({}, 'FailedMount', absent), 'stuck', 'volume-error'],
  [
    'may get what it mounts a moment late',
    () => settingUp({}, 'FailedMount', absent, { first: 4 }),
    'progressing',
    'volume-error',
  ],
  ['has got what it mounts since', () => settingUp(started, 'FailedMount', absent), 'progressing'],
  [
    'lacks a key that it mounts',
    () => settingUp({}, 'FailedMount', 'references non-existent config key: a'),
    'stuck',
    'volume-error',
  ],
  [
    'waits for a disk',
    () => settingUp({}, 'FailedAttachVolume', 'timed out', { first: 100 }),
    'progressing',
    'volume-error',
  ],
  [
    'waits for a disk that another pod still holds',
    () => settingUp({}, 'FailedAttachVolume', 'Multi-Attach error', { first: 250 }),
    'progressing',
    'Multi-Attach',
  ],
  [
    'waits too long for a disk',
    () => settingUp({}, 'FailedAttachVolume', 'timed out', { first: 130 }),
    'stuck',
    'volume-error',
  ],
  [
    'waits for the cache of its kubelet',
    () => settingUp({}, 'FailedMount', 'failed to sync configmap cache: timed out'),
    'progressing',
    'volume-error',
  ],
  [
    'has no network yet',
    () => settingUp({}, 'FailedCreatePodSandBox', 'plugin type="cni" failed'),
    'progressing',
    'pod-network',
  ],
  [
    'has no network',
    () => settingUp({}, 'FailedCreatePodSandBox', 'plugin type="cni" failed', { first: 130 }),
    'stuck',
    'pod-network',
  ],
]);
