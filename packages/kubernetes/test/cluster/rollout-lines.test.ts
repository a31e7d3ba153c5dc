import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import {
  type AppNamespace,
  createAppNamespace,
  type Fate,
  type SeenRequest,
  startApiProxy,
} from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { deployRules } from '../../src/rights/role.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { rollOut, serves, type Template, workload } from './rollouts.ts';

let world: AppNamespace;
let admin: Cluster;
beforeAll(async () => {
  world = await createAppNamespace('lines');
  ({ admin } = world);
});
afterAll(() => world.remove());

const replaced = (round: string): Template => ({
  program: serves(200),
  container: {
    env: [{ name: 'ROUND', value: round }],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
  },
  spec: { replicas: 2, minReadySeconds: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
});
const crashing: Template = { program: "console.log('no luck'); process.exit(7)" };

/** A line to the API server that breaks every so many milliseconds, whatever is on it. */
async function cutEvery(milliseconds: number): Promise<{ kubeconfig: string; cuts: () => number }> {
  const config = parse(world.kubeconfig) as { clusters: { name: string; cluster: { server: string } }[] };
  const target = new URL(config.clusters[0]?.cluster.server ?? '');
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((near) => {
    const far = openSocket(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const timer = setInterval(() => {
    cuts += open.size;
    for (const socket of open) socket.destroy();
  }, milliseconds);
  onTestFinished(() => {
    clearInterval(timer);
    for (const socket of open) socket.destroy();
    server.close();
  });
  const near = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clusters = config.clusters.map(({ name }) => ({
    name,
    cluster: { server: near, 'insecure-skip-tls-verify': true },
  }));
  return { kubeconfig: stringify({ ...config, clusters }), cuts: () => cuts };
}

test('a line that breaks every second changes no verdict', async () => {
  const { kubeconfig, cuts } = await cutEvery(1000);
  for (const round of ['1', '2']) {
    const good = await rollOut(kubeconfig, world.namespace, [workload('cut', replaced(round))]);
    expect(good.verdict.state, good.text).toBe('ready');
  }
  const bad = await rollOut(kubeconfig, world.namespace, [workload('cut-bad', crashing)]);
  expect(bad.verdict, bad.text).toMatchObject({
    state: 'stuck',
    findings: [{ trouble: { reason: 'crash' } }],
  });
  expect(bad.text).toContain('no luck');
  expect(cuts()).toBeGreaterThan(10);
});

const status = (code: number, reason: string) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: reason, code });
const isWatch = ({ path }: SeenRequest) => path.includes('watch=true');
/** Every second and third time a watch is asked for. */
const atTimes = (fate: Fate) => {
  let watches = 0;
  return (seen: SeenRequest): Fate => (isWatch(seen) && ++watches % 4 > 1 ? fate : 'pass');
};
const troubles: [string, (seen: SeenRequest) => Fate][] = [
  ['versions that are too old', atTimes({ status: 410, body: status(410, 'Expired') })],
  [
    'versions that are too old, told as an event',
    atTimes({ status: 200, body: `{"type":"ERROR","object":${status(410, 'Expired')}}\n` }),
  ],
  [
    'a busy server',
    atTimes({ status: 429, headers: { 'retry-after': '1' }, body: status(429, 'TooManyRequests') }),
  ],
  ['a server without its storage', atTimes({ status: 500, body: status(500, 'InternalError') })],
  ['garbage', atTimes({ status: 200, body: '<html>not you</html>\n' })],
  ['answers cut in their middle', (seen) => (isWatch(seen) ? { cutAfter: 3000 } : 'pass')],
  [
    'no right to watch pods',
    (seen) =>
      isWatch(seen) && seen.path.includes('/pods') ? { status: 403, body: status(403, 'Forbidden') } : 'pass',
  ],
];

describe('watches that meet', () => {
  test.each(troubles)('%s change no verdict', async (_name, decide) => {
    const proxy = await startApiProxy(world.kubeconfig);
    onTestFinished(() => proxy.close());
    proxy.decide(decide);
    const kubeconfig = proxy.through(world.kubeconfig);
    const round = String(proxy.seen.length + Math.random());
    const good = await rollOut(kubeconfig, world.namespace, [workload('met', replaced(round))]);
    expect(good.verdict.state, good.text).toBe('ready');
    const bad = await rollOut(kubeconfig, world.namespace, [workload('met-bad', crashing)]);
    expect(bad.verdict, bad.text).toMatchObject({
      state: 'stuck',
      findings: [{ trouble: { reason: 'crash' } }],
    });
    await admin.request({
      method: 'DELETE',
      path: `/apis/apps/v1/namespaces/${world.namespace}/deployments/met-bad`,
    });
  });
});

test('a Role that lists and never watches is enough', async () => {
  const rules = deployRules.map((rule) => ({
    ...rule,
    verbs: rule.verbs.filter((verb) => verb !== 'watch'),
  }));
  const polled = await createAppNamespace('polled', { rules });
  onTestFinished(() => polled.remove());
  const good = await rollOut(polled.kubeconfig, polled.namespace, [workload('polled', replaced('1'))]);
  expect(good.verdict.state, good.text).toBe('ready');
});

test('a Role that may not list pods is told which rule to add', async () => {
  const rules = deployRules.map((rule) =>
    rule.resources.includes('pods') ? { ...rule, verbs: rule.verbs.filter((verb) => verb !== 'list') } : rule,
  );
  const blind = await createAppNamespace('blind', { rules });
  onTestFinished(() => blind.remove());
  await expect(rollOut(blind.kubeconfig, blind.namespace, [workload('blind')])).rejects.toMatchObject({
    parts: { reason: 'missing-right', what: expect.stringContaining('pods') },
  });
});
