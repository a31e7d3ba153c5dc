import type { Images, Variation } from './app.ts';
import { type ClusterObject, fieldsAt, itemsAt } from './cluster-object.ts';

export const faultNames = [
  'image missing',
  'crash',
  'config missing',
  'quota',
  'admission',
  'bad probe',
  'init loop',
  'OOM',
  'unschedulable',
  'PVC',
] as const;
export type FaultName = (typeof faultNames)[number];

/** What is wrong with a release, and how that can be seen from outside. */
export interface Fault {
  name: FaultName;
  /** Nothing but a change of the release or of the cluster cures it, and the cluster says so at once. */
  definite: boolean;
  variation(images: Images): Variation;
  /** What a person puts on the namespace before the release. */
  quota?: object;
  namespaceLabels?: Readonly<Record<string, string>>;
  /** Whether the cluster says the fault with this object, which changed after the release began. */
  shows(object: ClusterObject): boolean;
  /** What a line says that names the cause. */
  named: RegExp;
}

const exits = /CrashLoopBackOff|crash(ed|es|ing| loop)|exit(ed with)?( code)? [1-9]/i;

const statuses = (object: ClusterObject, list = 'containerStatuses') => itemsAt(object, 'status', list);
const waitsWith =
  (...reasons: string[]) =>
  (object: ClusterObject) =>
    statuses(object).some((status) =>
      reasons.includes(String(fieldsAt(status, 'state', 'waiting')['reason'])),
    );
const ended = (status: unknown) =>
  [fieldsAt(status, 'state', 'terminated'), fieldsAt(status, 'lastState', 'terminated')].find(
    ({ exitCode }) => typeof exitCode === 'number' && exitCode !== 0,
  );
const isEvent = (object: ClusterObject, reason: string, message: RegExp) =>
  object.kind === 'Event' && object['reason'] === reason && message.test(String(object['message']));
const isUnschedulable = (object: ClusterObject) =>
  object.kind === 'Pod' &&
  itemsAt(object, 'status', 'conditions').some(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
const cannotCreate = (message: RegExp) => (object: ClusterObject) =>
  isEvent(object, 'FailedCreate', message) ||
  (object.kind === 'ReplicaSet' &&
    itemsAt(object, 'status', 'conditions').some(
      ({ type, status, message: text }) =>
        type === 'ReplicaFailure' && status === 'True' && message.test(String(text)),
    ));

const either =
  (...signs: readonly Fault['shows'][]): Fault['shows'] =>
  (object) =>
    signs.some((sign) => sign(object));
const saysEvent = (reason: string, message: RegExp) => (object: ClusterObject) =>
  isEvent(object, reason, message);
const exited = (list?: string) => (object: ClusterObject) =>
  statuses(object, list).some((status) => ended(status) !== undefined);
const backsOff = saysEvent('BackOff', /restarting failed container/);

const absentDigest = `sha256:${'0'.repeat(64)}`;
const script = (text: string) => ['node', '-e', text];

/** The ten, each made by a manifest that somebody could have written. */
export const faults: readonly Fault[] = [
  {
    name: 'image missing',
    definite: true,
    variation: ({ server }) => ({ container: { image: server.replace(/sha256:.*/, absentDigest) } }),
    shows: either(waitsWith('ErrImagePull', 'ImagePullBackOff'), saysEvent('Failed', /image/)),
    named: /ErrImagePull|ImagePullBackOff|image.{0,300}not found|not found.{0,100}image/i,
  },
  {
    name: 'crash',
    definite: true,
    variation: ({ node }) => ({
      container: { image: node, command: script("console.error('no database'); process.exit(7)") },
    }),
    shows: either(exited(), backsOff),
    named: exits,
  },
  {
    name: 'config missing',
    definite: true,
    variation: () => ({ container: { envFrom: [{ configMapRef: { name: 'shop-absent' } }] } }),
    shows: either(waitsWith('CreateContainerConfigError'), saysEvent('Failed', /shop-absent/)),
    named:
      /CreateContainerConfigError|shop-absent.{0,80}(not found|missing|not there|not exist)|(no|missing) .{0,40}shop-absent|refers to .{0,40}shop-absent/i,
  },
  {
    name: 'quota',
    definite: true,
    variation: () => ({}),
    quota: { metadata: { name: 'pods' }, spec: { hard: { pods: '2' } } },
    shows: cannotCreate(/exceeded quota/),
    named: /exceeded quota/i,
  },
  {
    name: 'admission',
    definite: true,
    variation: () => ({ pod: { hostNetwork: true } }),
    namespaceLabels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
    shows: cannotCreate(/PodSecurity/),
    named: /PodSecurity/,
  },
  {
    name: 'bad probe',
    definite: false,
    variation: () => ({
      container: { readinessProbe: { httpGet: { path: '/healthz', port: 8081 }, periodSeconds: 1 } },
    }),
    shows: saysEvent('Unhealthy', /Readiness probe failed/),
    named: /(readiness )?probe failed|readiness probe/i,
  },
  {
    name: 'init loop',
    definite: true,
    variation: ({ node }) => ({
      pod: { initContainers: [{ name: 'migrate', image: node, command: script('process.exit(3)') }] },
    }),
    shows: either(exited('initContainerStatuses'), backsOff),
    named: exits,
  },
  {
    name: 'OOM',
    definite: true,
    variation: ({ node }) => ({
      container: {
        image: node,
        command: script('Buffer.alloc(2 ** 28, 1); setInterval(() => undefined, 1000)'),
        resources: { limits: { memory: '64Mi' } },
      },
    }),
    shows: either(exited(), backsOff),
    named: /OOMKilled|out.of.memory/i,
  },
  {
    name: 'unschedulable',
    definite: false,
    variation: () => ({ container: { resources: { requests: { cpu: '512' } } } }),
    shows: isUnschedulable,
    named: /Insufficient cpu|unschedulable|FailedScheduling|nodes are available/i,
  },
  {
    name: 'PVC',
    definite: true,
    variation: () => ({
      pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'shop-data' } }] },
      more: [
        {
          ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'shop-data' } },
          spec: {
            ...{ storageClassName: 'absent', accessModes: ['ReadWriteOnce'] },
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    }),
    shows: either(saysEvent('ProvisioningFailed', /not found/), isUnschedulable),
    named: /not bound|unbound|storage ?class\b.{0,100}(not found|missing|not exist|not there|absent)/i,
  },
];
