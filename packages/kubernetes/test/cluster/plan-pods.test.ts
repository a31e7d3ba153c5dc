import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace, startApiProxy } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { deploymentText, documents, refused, told, tried, writeAs } from '../plan/tried.ts';

let world: AppNamespace;
let cluster: Cluster;
const core = (plural: string, name: string) => `/api/v1/namespaces/${world.namespace}/${plural}/${name}`;

beforeAll(async () => {
  world = await createAppNamespace('planpods');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const sized = (cpu: string) => ({ resources: { requests: { cpu }, limits: { cpu } } });
const named = (text: string, name: string) => JSON.stringify({ ...JSON.parse(text), metadata: { name } });
const notes = async (text: string) =>
  (await tried(cluster, world.namespace, text)).flatMap((change) => change.notes ?? []);

describe('a rule that speaks only when pods are made', () => {
  test('finds PodSecurity, limits, classes and accounts before anything is written, all at once', async () => {
    const level = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } };
    await writeAs(world.admin, `/api/v1/namespaces/${world.namespace}`, 'test', level, 'merge');
    await writeAs(world.admin, core('limitranges', 'small'), 'test', {
      metadata: { name: 'small' },
      spec: { limits: [{ type: 'Container', max: { cpu: '2' } }] },
    });
    const text = documents(
      named(
        deploymentText({ replicas: 1 }, { ...sized('1'), securityContext: { privileged: true } }),
        'privileged',
      ),
      named(deploymentText({ replicas: 1 }, sized('3')), 'large'),
      named(deploymentText({ replicas: 1 }, sized('1'), { priorityClassName: 'nope' }), 'urgent'),
      named(deploymentText({ replicas: 1 }, sized('1'), { runtimeClassName: 'nope' }), 'odd'),
      named(
        deploymentText(
          { replicas: 1 },
          { ...sized('1'), securityContext: { privileged: true } },
          { serviceAccountName: 'nope' },
        ),
        'nobody',
      ),
    );
    let parts = await refused(cluster, world.namespace, text);
    await expect
      .poll(async () => {
        parts = await refused(cluster, world.namespace, text);
        return parts.what;
      })
      .toContain('maximum cpu usage per Container is 2, but limit is 3');
    const all = told(parts).join('\n');
    expect(all).toMatch(/Deployment\/privileged: its pods would be refused: violates PodSecurity "baseline/);
    expect(all).toMatch(/Deployment\/large: its pods would be refused: .*maximum cpu/);
    expect(all).toMatch(/Deployment\/urgent: its pods would be refused: no PriorityClass with name nope/);
    expect(all).toMatch(/Deployment\/odd: its pods would be refused: .*RuntimeClass "nope" not found/);
    expect(all).toContain(
      'Deployment/nobody: spec.template.spec.serviceAccountName refers to the ServiceAccount',
    );
    expect(all).toMatch(/Deployment\/nobody: its pods would be refused: violates PodSecurity/);
    expect(parts.reason).toBe('rejected');
    expect(told(parts)).toHaveLength(6);
    for (const plural of ['limitranges'])
      await world.admin.request({ method: 'DELETE', path: core(plural, 'small') });
  });

  test('stops nothing where no pod is wanted', async () => {
    const privileged = { securityContext: { privileged: true } };
    expect((await notes(deploymentText({ replicas: 0 }, privileged))).join()).toMatch(
      /violates PodSecurity .*none is wanted now/,
    );
  });

  test('knows the volumes of a StatefulSet and the accounts of the release itself', async () => {
    const stateful = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: {
          metadata: { labels: { app: 'db' } },
          spec: {
            serviceAccountName: 'its-own',
            containers: [
              { name: 'db', image: 'example.org/db:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
    };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'its-own' } };
    const changes = await tried(
      world.admin,
      world.namespace,
      documents(JSON.stringify(account), JSON.stringify(stateful)),
    );
    expect(changes).toMatchObject([{ change: 'created' }, { change: 'created' }]);
    expect(changes.flatMap((change) => change.notes ?? [])).toEqual([]);
  });
});

describe('a quota', () => {
  test('that is full refuses a new workload, and throttles one that exists', async () => {
    const quota = core('resourcequotas', 'tight');
    const running = deploymentText(
      { replicas: 1 },
      { ...sized('500m'), image: 'registry.invalid/none:1' },
      { automountServiceAccountToken: false },
    );
    const sent = { ...JSON.parse(running), metadata: { name: 'web' } };
    const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/web`;
    await writeAs(cluster, path, 'workaday', sent, 'apply');
    const status = async () =>
      (await cluster.request<{ status?: { replicas?: number } }>({ method: 'GET', path })).status?.replicas;
    await expect.poll(status, { timeout: 30_000 }).toBe(1);
    await writeAs(world.admin, quota, 'test', {
      metadata: { name: 'tight' },
      spec: { hard: { pods: '1', 'requests.cpu': '1' } },
    });
    const used = async () =>
      (await world.admin.request<{ status?: { used?: object } }>({ method: 'GET', path: quota })).status
        ?.used;
    await expect.poll(used, { timeout: 30_000 }).toMatchObject({ pods: '1' });

    const changed = running.replace('none:1', 'none:2');
    expect((await notes(changed)).join()).toMatch(/exceeded quota: tight.*old pods make room as they leave/);

    const other = named(deploymentText({ replicas: 1 }, sized('100m')), 'other');
    const full = await refused(cluster, world.namespace, other);
    expect(full.what).toMatch(
      /more than the namespace may use: .*Deployment\/other: its pods would be refused: exceeded quota: tight/,
    );
    expect((await notes(documents(changed, other))).join()).toContain(
      'other workloads of this release may make room',
    );

    const cron = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly' },
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a', ...sized('100m') }] },
            },
          },
        },
      },
    };
    expect((await notes(JSON.stringify(cron))).join()).toContain('its pods are made later');

    const huge = await refused(cluster, world.namespace, running.replaceAll('500m', '1500m'));
    expect(huge.what).toContain('requested: pods=1,requests.cpu=1500m');
    const unsaid = await refused(cluster, world.namespace, deploymentText({ replicas: 1 }));
    expect(told(unsaid).join()).toMatch(
      /must specify requests\.cpu for: web → set these requests and limits/,
    );

    const larger = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'tight' },
      spec: { hard: { pods: '9', 'requests.cpu': '9' } },
    });
    const raised = await tried(world.admin, world.namespace, documents(larger, other), {
      takeOver: ['test'],
    });
    expect(raised.flatMap((change) => change.notes ?? []).join()).toContain(
      'the release itself changes these limits',
    );
    await world.admin.request({ method: 'DELETE', path: quota });
  });
});

test('a credential that may not make pods is told the exact rule', async () => {
  const { deployRules } = await import('../../src/rights/role.ts');
  const rules = deployRules.map((rule) => ({
    ...rule,
    verbs: rule.resources.includes('pods') ? rule.verbs.filter((verb) => verb !== 'create') : rule.verbs,
  }));
  const poor = await createAppNamespace('plannopods', { rules });
  const limited = await connect(poor.kubeconfig, { clock: nodeClock });
  const parts = await refused(limited, poor.namespace, deploymentText({ replicas: 1 }));
  limited.close();
  await poor.remove();
  expect(parts.reason).toBe('missing-right');
  expect(parts.next).toContain('- { apiGroups: [""], resources: ["pods"], verbs: ["create"] }');
});

describe('a webhook with side effects, which the API server does not ask on trial', () => {
  // API servers since 1.22 take no new such webhook, so the answer is given on the way.
  const refusal = (name: string) => ({
    status: 400,
    body: JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: `admission webhook "${name}" does not support dry run`,
      reason: 'BadRequest',
      code: 400,
    }),
  });
  const config = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'config' },
    data: { a: 'b' },
  });

  test('leaves its objects unchecked, and says so; others are checked', async () => {
    const proxy = await startApiProxy(world.kubeconfig);
    const behind = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
    proxy.decide(({ method, path }) =>
      method === 'PATCH' && path.includes('/deployments/') ? refusal('old.example.dev') : 'pass',
    );
    const changes = await tried(
      behind,
      world.namespace,
      documents(named(deploymentText(), 'unasked'), config),
    );
    const parts = await refused(
      behind,
      world.namespace,
      documents(named(deploymentText(), 'unasked'), config.replace('"data"', '"dta"')),
    );
    proxy.decide(({ method, path }) =>
      method === 'POST' && path.includes('/pods?') ? refusal('pods.example.dev') : 'pass',
    );
    const [pods] = await tried(behind, world.namespace, named(deploymentText({ replicas: 1 }), 'unasked'));
    behind.close();
    await proxy.close();
    expect(changes).toMatchObject([
      {
        change: 'unchecked',
        unchecked: 'admission webhook "old.example.dev" does not support dry run',
        adopted: false,
      },
      { change: 'created' },
    ]);
    expect(changes[0]?.diff.length).toBeGreaterThan(5);
    expect(parts.what).toContain('.dta');
    expect(pods?.change).toBe('created');
    expect(pods?.notes?.join()).toMatch(/its pods could not be tried: .*pods\.example\.dev/);
  });

  test('while the line is bad, nothing is decided by it', async () => {
    const proxy = await startApiProxy(world.kubeconfig);
    const behind = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
    const failed = new Set<string>();
    proxy.decide(({ method, path }) => {
      const key = `${method} ${path}`;
      if (failed.has(key) || !path.includes(world.namespace)) return 'pass';
      failed.add(key);
      return failed.size % 3 === 0
        ? 'lose-answer'
        : failed.size % 3 === 1
          ? { status: 503 }
          : { status: 429, headers: { 'retry-after': '0' } };
    });
    const changes = await tried(
      behind,
      world.namespace,
      documents(deploymentText({ replicas: 1 }, { image: 'a' }), config),
    );
    behind.close();
    await proxy.close();
    expect(changes.map(({ change }) => change)).toEqual(['changed', 'created']);
    expect(failed.size).toBeGreaterThan(4);
  });
});
