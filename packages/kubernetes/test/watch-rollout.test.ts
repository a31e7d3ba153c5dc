import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { type RolloutOptions, watchRollout } from '../src/rollout/watch-rollout.ts';
import type { ClusterRequest } from '../src/transport/cluster.ts';
import { complete } from './deployment-facts.ts';
import { type FakeAnswer, fakeCluster, listOf, swiftClock } from './fake-cluster.ts';
import { deployment, event, exited, now, pod, replicaSet } from './objects.ts';

const plural: Record<string, string> = {
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  pods: 'Pod',
  events: 'Event',
};

/** Watches one Deployment in a namespace of the given objects; `more` answers whatever else is asked for. */
async function watch(
  scene: (asked: number) => KubeObject[],
  {
    written = [deployment({})],
    more = () => 404,
    ...options
  }: {
    written?: KubeObject[];
    more?: (request: ClusterRequest) => FakeAnswer;
  } & Partial<RolloutOptions> = {},
) {
  const clock = swiftClock(now);
  const lines: { at: number; text: string }[] = [];
  let asked = 0;
  const cluster = fakeCluster(clock, (request) => {
    const kind = plural[request.path.split('/').at(-1) ?? ''];
    if (kind === undefined) return more(request);
    if (kind === 'Deployment') asked += 1;
    return listOf(
      kind,
      scene(asked).filter((object) => object.kind === kind),
    );
  });
  const verdict = await watchRollout(cluster, 'shop', written, {
    timeout: 100_000,
    writtenAt: now - 20_000,
    onChange: (text) => lines.push({ at: clock.now(), text }),
    ...options,
  });
  return { verdict, lines: lines.map(({ text }) => text), times: lines.map(({ at }) => at - now) };
}

const good = () => [deployment(complete), replicaSet('new', 2), pod(), pod()];
const crashing = (container: object = {}) => {
  const one = pod({
    ready: false,
    container: exited(7, 2),
    spec: { containers: [{ name: 'web', ...container }] },
  });
  return [
    deployment({ replicas: 1, updatedReplicas: 1 }),
    replicaSet('new', 2),
    one,
    event(one, 'BackOff', 'back-off'),
  ];
};

test('each change is said once, and no half minute is silent', async () => {
  const waiting = pod({ ready: false, status: { containerStatuses: [] } });
  const { verdict, lines, times } = await watch(() => [
    deployment({ replicas: 1, updatedReplicas: 1 }),
    replicaSet('new', 2),
    waiting,
    event(waiting, 'Pulling', 'Pulling image "web"'),
  ]);
  expect(lines[0]).toContain('Deployment/web: 0 of 2 new pods ready');
  expect(lines[1]).toBe('30s still waiting for Deployment/web: 0 of 2 new pods ready');
  const gaps = [...times, 101_000].map((at, index) => at - (times[index - 1] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(31_000);
  expect(verdict).toMatchObject({
    state: 'timeout',
    findings: [
      {
        object: 'Deployment/web',
        trouble: { reason: 'timeout', pod: waiting.metadata.name },
        events: [`Pod/${waiting.metadata.name} Pulling: Pulling image "web"`],
      },
    ],
  });
  expect(JSON.stringify(verdict)).toContain('last: Pulling Pulling image');
});

test('a fault comes with events, exit code, advice, and a log without the secrets of release and pod', async () => {
  const secret = (name: string, value: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    data: { a: Buffer.from(value).toString('base64') },
  });
  const { verdict } = await watch(() => crashing({ envFrom: [{ secretRef: { name: 'foundation' } }] }), {
    written: [deployment({}), secret('own', 'hunter2-own')],
    more: ({ path }) => {
      if (path.endsWith('/secrets/foundation')) return secret('foundation', 'hunter2-theirs');
      return path.endsWith('/log') ? 'starting\nwith hunter2-own\nand hunter2-theirs\n' : 404;
    },
  });
  expect(verdict).toMatchObject({
    state: 'stuck',
    findings: [
      {
        object: 'Deployment/web',
        trouble: { reason: 'crash', certainty: 'fatal', exitCode: 7, container: 'web' },
        log: ['starting', 'with ***', 'and ***'],
        advice: expect.stringContaining('log'),
      },
    ],
  });
});

test('a log that cannot be had does not keep the finding back', async () => {
  const { verdict } = await watch(() => crashing(), { more: () => 502 });
  expect(verdict).toMatchObject({ state: 'stuck', findings: [{ log: [] }] });
});

test('a fault that only a dead line still shows is not believed', async () => {
  const { verdict, lines } = await watch((asked) => (asked <= 1 ? crashing() : good()));
  expect(verdict).toEqual({ state: 'ready', notes: [] });
  expect(lines.join()).not.toContain('stuck');
});

test('what a person should know is said at the end', async () => {
  const service: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', uid: 's' } };
  const live = { ...service, spec: { selector: { app: 'wbe' } } };
  const { verdict, lines } = await watch(good, {
    written: [deployment({}), service],
    more: ({ path }) => (path.endsWith('/services/web') ? live : 404),
  });
  const note = 'Service/web: its selector app=wbe matches no pod';
  expect(verdict).toEqual({ state: 'ready', notes: [note] });
  expect(lines.at(-1)).toContain(`note: ${note}`);
});

test('an object that may not be read counts as applied', async () => {
  const service: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
  const { verdict } = await watch(good, { written: [deployment({}), service], more: () => 403 });
  expect(verdict.state).toBe('ready');
});

test('a release without anything to watch asks for nothing', async () => {
  const config: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  const scene = () => {
    throw new Error('asked');
  };
  expect((await watch(scene, { written: [config] })).verdict).toEqual({ state: 'ready', notes: [] });
});

test('who ends the watch says why', async () => {
  const stop = new AbortController();
  const ended = watch(() => [deployment({})], {
    signal: stop.signal,
    timeout: Number.POSITIVE_INFINITY,
    onChange: () => stop.abort(new Error('cancelled')),
  });
  await expect(ended).rejects.toThrow('cancelled');
});

test('the most telling of several findings comes first', async () => {
  const other = { ...deployment({}), metadata: { name: 'api', uid: 'api-uid', generation: 2 } };
  const scene = () => [...crashing(), { ...other, metadata: { ...other.metadata, uid: 'other' } }];
  const { verdict } = await watch(scene, { written: [other, deployment({})] });
  expect(verdict.state === 'stuck' && verdict.findings.map(({ trouble }) => trouble.reason)).toEqual([
    'crash',
    'gone',
  ]);
});
