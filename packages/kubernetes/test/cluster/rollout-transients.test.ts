import { setTimeout as pause } from 'node:timers/promises';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type KubeObject, recordAt, recordsAt } from '../../src/manifests/object.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { ailingRegistry } from './ailing-registry.ts';
import { nodeImage, type RolledOut, rollOut, serves, type Template, workload, write } from './rollouts.ts';

let world: AppNamespace;
beforeAll(async () => {
  world = await createAppNamespace('transients');
});
afterAll(() => world.remove());

const core = () => `/api/v1/namespaces/${world.namespace}`;
const ready = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 };

function roll(name: string, template: Template, meanwhile?: (cluster: Cluster) => Promise<unknown>) {
  return rollIn(world, name, template, meanwhile);
}

function rollIn(
  { kubeconfig, namespace }: AppNamespace,
  name: string,
  template: Template,
  meanwhile?: (cluster: Cluster) => Promise<unknown>,
) {
  return rollOut(kubeconfig, namespace, [workload(name, template)], {
    timeout: 180_000,
    ...(meanwhile ? { meanwhile } : {}),
  });
}

function expectReady({ verdict, text }: RolledOut) {
  if (process.env['SHOW_LINES']) console.log(text);
  expect(verdict.state, text).toBe('ready');
}

async function podsOf(name: string): Promise<KubeObject[]> {
  const query = { labelSelector: `app=${name}` };
  const answer = await world.admin.request({ method: 'GET', path: `${core()}/pods`, query });
  return recordsAt(answer, 'items') as KubeObject[];
}

describe('what only looks like a fault ends well', { concurrent: true }, () => {
  test('one crash, then fine', async () => {
    const once =
      "const fs = require('node:fs'); if (!fs.existsSync('/v/once')) { fs.writeFileSync('/v/once', ''); process.exit(1); }";
    expectReady(
      await roll('once', {
        program: `${once} ${serves(200)}`,
        container: { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
        pod: { volumes: [{ name: 'v', emptyDir: {} }] },
      }),
    );
  });

  test.for([500, 429])('a registry that answers %d for 20 s', async (status, { onTestFinished }) => {
    const registry = await ailingRegistry(status);
    onTestFinished(() => registry.close());
    const image = registry.image('library/node:24-slim');
    const ended = await roll(
      `blip-${status}`,
      { image, container: { imagePullPolicy: 'Always' } },
      async () => {
        await pause(20_000);
        registry.heal();
      },
    );
    expectReady(ended);
    expect(registry.refused()).toBeGreaterThan(1);
    expect(ended.lines.join('\n')).toContain(`image ${image}`);
  });

  test('a slow start', async () => {
    expectReady(
      await roll('slow', {
        program: `setTimeout(() => { ${serves(200)} }, 15000)`,
        container: { readinessProbe: ready },
      }),
    );
  });

  test('a program that is unwell while it warms up', async () => {
    const program =
      "const from = Date.now(); require('node:http').createServer((_, answer) => { answer.statusCode = Date.now() - from > 20000 ? 200 : 503; answer.end(); }).listen(8080)";
    expectReady(await roll('warm', { program, container: { readinessProbe: ready } }));
  });

  test('a ConfigMap and a Secret that are made three seconds late', async () => {
    const late = async (cluster: Cluster) => {
      await pause(3000);
      await write(cluster, world.namespace, [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' }, data: { A: '1' } },
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'late' }, stringData: { A: '1' } },
      ]);
    };
    const object = {
      container: {
        envFrom: [{ configMapRef: { name: 'late' } }],
        volumeMounts: [{ name: 's', mountPath: '/s' }],
      },
      pod: { volumes: [{ name: 's', secret: { secretName: 'late' } }] },
    };
    expectReady(await roll('late', object, late));
  });

  test('a ConfigMap of variables alone that is made three seconds late', async () => {
    expectReady(
      await roll(
        'late-env',
        { container: { envFrom: [{ configMapRef: { name: 'late-env' } }] } },
        async (cluster) => {
          await pause(3000);
          await write(cluster, world.namespace, [
            { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late-env' }, data: { A: '1' } },
          ]);
        },
      ),
    );
  });

  test('an autoscaler that adds a node', async ({ onTestFinished }) => {
    const label = `example.com/${world.namespace}`;
    const [node] = recordsAt(
      await world.admin.request({ method: 'GET', path: '/api/v1/nodes' }),
      'items',
    ) as KubeObject[];
    const mark = (value: string | null) =>
      world.admin.request({
        method: 'PATCH',
        path: `/api/v1/nodes/${node?.metadata.name}`,
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: { metadata: { labels: { [label]: value } } },
      });
    onTestFinished(async () => void (await mark(null)));
    const ended = await roll('growing', { pod: { nodeSelector: { [label]: 'yes' } } }, async () => {
      await pause(3000);
      const [pod] = await podsOf('growing');
      await world.admin.request({
        method: 'POST',
        path: `${core()}/events`,
        body: {
          metadata: { name: 'growing' },
          involvedObject: {
            apiVersion: 'v1',
            kind: 'Pod',
            namespace: world.namespace,
            name: pod?.metadata.name,
            uid: pod?.metadata.uid,
          },
          type: 'Normal',
          reason: 'TriggeredScaleUp',
          message: 'pod triggered scale-up: [{pool 1->2 (max: 3)}]',
          eventTime: new Date().toISOString().replace('Z', '000Z'),
          reportingComponent: 'cluster-autoscaler',
          reportingInstance: 'a',
          action: 'ScaleUp',
        },
      });
      await pause(67_000);
      await mark('yes');
    });
    expectReady(ended);
    expect(ended.lines.join('\n')).toContain('a node is being added');
    expect(ended.lines.join('\n')).toContain('still waiting for Deployment/growing');
  });

  test('a deadline that an undone rollout has missed', async () => {
    const spec = { progressDeadlineSeconds: 2 };
    const good = { program: serves(200), container: { readinessProbe: ready }, spec };
    expectReady(await roll('stale', good));
    const bad = await roll('stale', {
      ...good,
      program: 'setInterval(() => undefined, 1000)',
    });
    expect(bad.verdict.state, bad.text).toBe('stuck');
    const undone = await roll('stale', good);
    expectReady(undone);
  });

  test('a StatefulSet and a DaemonSet that replace their pods', async () => {
    for (const round of ['1', '2']) {
      const template = (kind: string): Template => ({
        kind,
        program: serves(200),
        container: { readinessProbe: ready, env: [{ name: 'ROUND', value: round }] },
      });
      const objects = [
        workload('store', { ...template('StatefulSet'), spec: { replicas: 2 } }),
        workload('agent', template('DaemonSet')),
      ];
      expectReady(await rollOut(world.kubeconfig, world.namespace, objects));
      const pods = [...(await podsOf('store')), ...(await podsOf('agent'))];
      const rounds = pods.flatMap((pod) =>
        recordsAt(pod, 'spec', 'containers').flatMap((container) => recordsAt(container, 'env')),
      );
      expect(new Set(rounds.map(({ value }) => value))).toEqual(new Set([round]));
    }
  });

  test('a Job that removes itself at its end', async () => {
    const spec = { ttlSecondsAfterFinished: 0 };
    expectReady(await roll('swift', { kind: 'Job', program: '0', spec }));
  });

  test('objects without pods, of which there is something to know', async () => {
    const objects: KubeObject[] = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'lonely' },
        spec: { type: 'LoadBalancer', selector: { app: 'nobody' }, ports: [{ port: 80 }] },
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'idle' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'door' },
        spec: { defaultBackend: { service: { name: 'lonely', port: { number: 80 } } } },
      },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'nightly' },
        spec: {
          schedule: '0 3 * * *',
          suspend: true,
          jobTemplate: {
            spec: {
              template: {
                spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: nodeImage() }] },
              },
            },
          },
        },
      },
    ];
    const ended = await rollOut(world.kubeconfig, world.namespace, objects);
    expectReady(ended);
    const notes = ended.verdict.state === 'ready' ? ended.verdict.notes.join('\n') : '';
    expect(notes).toContain('Service/lonely: its load balancer has no address yet');
    expect(notes).toContain('Service/lonely: its selector app=nobody matches no pod');
    expect(notes).toContain('PersistentVolumeClaim/idle: it is not bound');
    expect(notes).toContain('Ingress/door: no ingress controller');
    expect(notes).toContain('CronJob/nightly: it is suspended');
  });
});

describe('a quota', () => {
  /** Of its own, where no other workload takes the room that a pod leaves. */
  let narrow: AppNamespace;
  beforeAll(async () => {
    narrow = await createAppNamespace('quota');
  });
  afterAll(() => narrow.remove());
  const inside = () => `/api/v1/namespaces/${narrow.namespace}`;
  const quota = async (pods: string) => {
    const path = `${inside()}/resourcequotas`;
    await world.admin.request({
      method: 'POST',
      path,
      body: { metadata: { name: 'pods' }, spec: { hard: { pods } } },
    });
    onTestFinished(async () => void (await world.admin.request({ method: 'DELETE', path: `${path}/pods` })));
  };
  const two = (round: string, maxUnavailable: number): Template => ({
    program: serves(200),
    container: { readinessProbe: ready, env: [{ name: 'ROUND', value: round }] },
    spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable } } },
  });
  /** As many pods as there are. */
  const limit = async () => {
    const answer = await world.admin.request({ method: 'GET', path: `${inside()}/pods` });
    return String(recordsAt(answer, 'items').length);
  };

  test('that throttles the surge is waited for while old pods give way', async () => {
    expectReady(await rollIn(narrow, 'throttled', two('1', 1)));
    await quota(await limit());
    expectReady(await rollIn(narrow, 'throttled', two('2', 1), triedAgain));
  });

  /**
   * After a pod that was refused, Kubernetes waits twice as long each time before it tries again, for minutes where pods end
   * slowly. A change of the ReplicaSet has it try at once.
   */
  async function triedAgain(): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${narrow.namespace}`;
    const request = world.admin.request.bind(world.admin);
    for (let turn = 0; turn < 100; turn++) {
      await pause(1000);
      const live: KubeObject = await request({ method: 'GET', path: `${path}/deployments/throttled` });
      const { observedGeneration, updatedReplicas, readyReplicas, replicas } = recordAt(live, 'status') ?? {};
      const seen = observedGeneration === live.metadata.generation;
      if (seen && updatedReplicas === 2 && readyReplicas === 2 && replicas === 2) return;
      for (const { metadata } of recordsAt(
        await request({ method: 'GET', path: `${path}/replicasets` }),
        'items',
      )) {
        await request({
          method: 'PATCH',
          path: `${path}/replicasets/${(metadata as KubeObject['metadata']).name}`,
          headers: { 'Content-Type': 'application/merge-patch+json' },
          body: { metadata: { annotations: { turn: String(turn) } } },
        });
      }
    }
  }

  test('that allows no new pod, and no old one gives way, is named', async () => {
    await quota(await limit());
    const { verdict, text } = await rollIn(narrow, 'throttled', two('3', 0));
    expect(verdict, text).toMatchObject({
      state: 'stuck',
      findings: [{ trouble: { reason: 'quota', certainty: 'fatal' } }],
    });
    for (const kind of ['StatefulSet', 'DaemonSet', 'Job']) {
      const other = await rollIn(narrow, `no-room-${kind.toLowerCase()}`, { kind });
      expect(other.verdict, other.text).toMatchObject({
        state: 'stuck',
        findings: [{ trouble: { reason: 'quota' } }],
      });
    }
  });

  test('as does an admission rule', async () => {
    const guarded = await createAppNamespace('admission', {
      labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
    });
    onTestFinished(() => guarded.remove());
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'Job']) {
      const object = workload('guarded', { kind, pod: { hostNetwork: true } });
      const { verdict, text } = await rollOut(guarded.kubeconfig, guarded.namespace, [object]);
      expect(verdict, text).toMatchObject({
        state: 'stuck',
        findings: [{ trouble: { reason: 'admission' } }],
      });
      expect(text).toContain('PodSecurity');
    }
  });
});
