import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RolloutReason } from '../../src/rollout/advice.ts';
import { nodeImage, rollOut, serves, type Template, workload } from './rollouts.ts';

let world: AppNamespace;
beforeAll(async () => {
  world = await createAppNamespace('faults');
});
afterAll(() => world.remove());

const program = (text: string) => ['node', '-e', text];
const volume = (name: string, source: object) => ({
  pod: { volumes: [{ name, ...source }] },
  container: { volumeMounts: [{ name, mountPath: '/v' }] },
});

interface Fault {
  name: string;
  reason: RolloutReason;
  /** Text that the finding must hold, in message, events or log. */
  says: string;
  template: () => Template;
}

const faults: Fault[] = [
  {
    name: 'an image that is not there',
    reason: 'image-not-found',
    says: 'not found',
    template: () => ({ image: `${process.env['WORKADAY_REGISTRY']}/library/node:no-such-tag` }),
  },
  {
    name: 'a name that is no image',
    reason: 'image-not-found',
    says: 'InvalidImageName',
    template: () => ({ image: 'Not//An Image' }),
  },
  {
    name: 'an image that must be on the node, and is not',
    reason: 'image-not-found',
    says: 'imagePullPolicy is Never',
    template: () => ({
      image: 'registry.example/nobody/has-this:1',
      container: { imagePullPolicy: 'Never' },
    }),
  },
  {
    name: 'a program that ends again and again',
    reason: 'crash',
    says: 'cannot reach the moon',
    template: () => ({ program: "console.log('cannot reach the moon'); process.exit(7)" }),
  },
  {
    name: 'a program that ends well, but ends',
    reason: 'crash',
    says: 'must keep running',
    template: () => ({ program: '0' }),
  },
  {
    name: 'a command that is not in the image',
    reason: 'container-error',
    says: 'no-such-program',
    template: () => ({ command: ['no-such-program'] }),
  },
  {
    name: 'a command that the shell does not find',
    reason: 'crash',
    says: 'command not found',
    template: () => ({ command: ['sh', '-c', 'no-such-program'] }),
  },
  {
    name: 'a file that is no program',
    reason: 'container-error',
    says: 'cannot be started',
    template: () => ({ command: ['/etc/passwd'] }),
  },
  {
    name: 'a ConfigMap that is not there',
    reason: 'config-error',
    says: 'absent',
    template: () => ({ container: { envFrom: [{ configMapRef: { name: 'absent' } }] } }),
  },
  {
    name: 'a key that is not in its Secret',
    reason: 'config-error',
    says: 'absent',
    template: () => ({
      container: {
        env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'absent', key: 'a' } } }],
      },
    }),
  },
  {
    name: 'an image that runs as root where that is forbidden',
    reason: 'config-error',
    says: 'root',
    template: () => ({ container: { securityContext: { runAsNonRoot: true } } }),
  },
  {
    name: 'an init container that fails',
    reason: 'init-crash',
    says: 'no migration',
    template: () => ({
      pod: {
        initContainers: [
          {
            name: 'migrate',
            image: nodeImage(),
            command: program("console.log('no migration'); process.exit(3)"),
          },
        ],
      },
    }),
  },
  {
    name: 'a sidecar that fails',
    reason: 'crash',
    says: 'no proxy',
    template: () => ({
      pod: {
        initContainers: [
          {
            name: 'proxy',
            image: nodeImage(),
            restartPolicy: 'Always',
            command: program("console.log('no proxy'); process.exit(3)"),
          },
        ],
      },
    }),
  },
  {
    name: 'too little memory to start',
    reason: 'out-of-memory',
    says: 'OOMKilled',
    template: () => ({
      program: `Buffer.alloc(2 ** 28, 1); ${serves(200)}`,
      container: { resources: { limits: { memory: '64Mi' } } },
    }),
  },
  {
    name: 'a node that does not exist',
    reason: 'unschedulable',
    says: 'no node takes the pod',
    template: () => ({ pod: { nodeSelector: { 'example.com/no-such': 'node' } } }),
  },
  {
    name: 'a claim that is not there',
    reason: 'volume-error',
    says: 'absent',
    template: () => volume('data', { persistentVolumeClaim: { claimName: 'absent' } }),
  },
  {
    name: 'a volume of a Secret that is not there',
    reason: 'volume-error',
    says: 'absent',
    template: () => volume('data', { secret: { secretName: 'absent' } }),
  },
  {
    name: 'a volume of a key that is not there',
    reason: 'volume-error',
    says: 'no-such-key',
    template: () =>
      volume('data', {
        configMap: { name: 'kube-root-ca.crt', items: [{ key: 'no-such-key', path: 'a' }] },
      }),
  },
  {
    name: 'a probe of a path that is not there',
    reason: 'wrong-probe',
    says: '404',
    template: () => ({
      program: serves(404),
      container: { readinessProbe: { httpGet: { path: '/no', port: 8080 }, periodSeconds: 1 } },
    }),
  },
  {
    name: 'a probe that speaks TLS to a program that does not',
    reason: 'wrong-probe',
    says: 'HTTP response to HTTPS client',
    template: () => ({
      program: serves(200),
      container: {
        readinessProbe: { httpGet: { path: '/', port: 8080, scheme: 'HTTPS' }, periodSeconds: 1 },
      },
    }),
  },
  {
    name: 'a liveness probe that never succeeds',
    reason: 'killed-by-probe',
    says: 'Liveness probe failed',
    template: () => ({
      program: serves(200),
      container: { livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 2 } },
    }),
  },
  {
    name: 'a StatefulSet whose claims nobody provides',
    reason: 'volume-error',
    says: 'storageclass',
    template: () => ({
      kind: 'StatefulSet',
      ...volume('other', { emptyDir: {} }),
      spec: {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: 'no-such-class',
              resources: { requests: { storage: '1Mi' } },
            },
          },
        ],
      },
    }),
  },
  {
    name: 'a DaemonSet whose image is not there',
    reason: 'image-not-found',
    says: 'not found',
    template: () => ({
      kind: 'DaemonSet',
      image: `${process.env['WORKADAY_REGISTRY']}/library/node:no-such-tag`,
    }),
  },
  {
    name: 'a Job whose image is not there, long before its own number of tries',
    reason: 'image-not-found',
    says: 'not found',
    template: () => ({ kind: 'Job', image: `${process.env['WORKADAY_REGISTRY']}/library/node:no-such-tag` }),
  },
  {
    name: 'a Job that fails, after its own number of tries',
    reason: 'job-failed',
    says: 'no table',
    template: () => ({
      kind: 'Job',
      program: "console.log('no table'); process.exit(1)",
      spec: { backoffLimit: 1 },
    }),
  },
];

describe('a fault is named by its cause before time is over', { concurrent: true }, () => {
  test.each(faults.map((fault, index) => ({ ...fault, index })))(
    '$name',
    async ({ reason, says, template, index }) => {
      const object = workload(`fault-${index}`, template());
      const { verdict, text } = await rollOut(world.kubeconfig, world.namespace, [object]);
      if (process.env['SHOW_LINES']) console.log(text);
      expect(verdict.state, text).toBe('stuck');
      const [finding] = verdict.state === 'stuck' ? verdict.findings : [];
      expect(finding?.trouble.reason, text).toBe(reason);
      expect(JSON.stringify(finding), text).toContain(says);
      expect(finding?.advice).toMatch(/\w/);
      await world.admin.request({
        method: 'DELETE',
        path: `/apis/${object.apiVersion}/namespaces/${world.namespace}/${object.kind.toLowerCase()}s/${object.metadata.name}`,
        query: { propagationPolicy: 'Background' },
      });
    },
  );
});
