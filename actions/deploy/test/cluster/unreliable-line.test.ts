import { readLedger } from '@workaday/kubernetes';
import {
  type ApiProxy,
  type AppNamespace,
  createAppNamespace,
  type Fate,
  type SeenRequest,
  startApiProxy,
} from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let proxy: ApiProxy;
let image: string;

beforeAll(async () => {
  world = await createAppNamespace('unreliable');
  proxy = await startApiProxy(world.kubeconfig);
  image = await nodeImage();
});
afterAll(async () => {
  await proxy.close();
  await world.remove();
});

/** Mulberry32: the same seed is the same schedule. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const status = (code: number, reason: string) => ({
  status: code,
  headers: { 'retry-after': '0' },
  body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code }),
});

/** One request in six goes wrong; a watch is cut early, or told that its version is gone. */
function badLine(next: () => number, wrong: Fate[]): (seen: SeenRequest) => Fate {
  const decide = fateOf(next);
  return (seen) => {
    const fate = decide(seen);
    if (fate !== 'pass') wrong.push(fate);
    return fate;
  };
}

function fateOf(next: () => number): (seen: SeenRequest) => Fate {
  return ({ path }) => {
    if (path.includes('watch=true')) {
      const pick = next();
      if (pick < 0.2) return status(410, 'Expired');
      return pick < 0.6 ? { cutAfter: Math.ceil(3000 * next()) } : 'pass';
    }
    if (next() > 1 / 6) return 'pass';
    const faults: Fate[] = [
      'lose-request',
      'lose-answer',
      { cutAfter: 40 },
      { delay: 400 },
      status(429, 'TooManyRequests'),
      status(503, 'ServiceUnavailable'),
    ];
    return faults[Math.floor(next() * faults.length)] ?? 'pass';
  };
}

const releases = async () =>
  (await readLedger(world.admin, { namespace: world.namespace, app: 'shop', environment: 'production' }))
    .releases;

test.each([1, 2, 3, 4])(
  'over a line that fails by schedule %i, a good release is deployed once',
  async (seed) => {
    const wrong: Fate[] = [];
    proxy.decide(badLine(chance(seed), wrong));
    const ended = await runDeploy({
      version: `1.${seed}.0`,
      files: shop({ greeting: `seed ${seed}` }),
      kubeconfig: proxy.through(world.kubeconfig),
      namespace: world.namespace,
      inputs: { images: `shop=${image}` },
    });
    proxy.decide(() => 'pass');
    expect(ended.outputs, `${ended.summary}\n${ended.log}`).toMatchObject({
      outcome: 'deployed',
      reason: 'ok',
    });
    expect(wrong.length).toBeGreaterThan(5);
    expect(await releases()).toHaveLength(seed);
  },
);

test('over such a line a bad release is undone', async () => {
  proxy.decide(badLine(chance(5), []));
  const ended = await runDeploy({
    version: '1.5.0',
    files: shop({ mode: 'crash' }),
    kubeconfig: proxy.through(world.kubeconfig),
    namespace: world.namespace,
    inputs: { images: `shop=${image}` },
  });
  proxy.decide(() => 'pass');
  expect(ended.outputs, `${ended.summary}\n${ended.log}`).toMatchObject({
    outcome: 'rolled-back',
    reason: 'crash',
  });
  expect((await releases()).at(-1)).toMatchObject({ state: 'rolled-back', restored: 4 });
});
