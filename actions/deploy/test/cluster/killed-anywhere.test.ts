import { once } from 'node:events';
import { builtIn, collectionPath, type KubeObject, readLedger, recordsAt } from '@workaday/kubernetes';
import { type ApiProxy, type AppNamespace, createAppNamespace, startApiProxy } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployJob } from './deploy-process.ts';
import { nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let proxy: ApiProxy;
let image: string;
let build = 0;

beforeAll(async () => {
  world = await createAppNamespace('anywhere');
  proxy = await startApiProxy(world.kubeconfig);
  image = await nodeImage();
  const first = await deploy('1.0.0', 'first');
  expect(first.outputs['outcome'], first.summary).toBe('deployed');
});
afterAll(async () => {
  await proxy.close();
  await world.remove();
});

const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const inputs = () => ({ images: `shop=${image}` });
const extra = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop-extra-${text} }\ndata: { a: ${JSON.stringify(text)} }`;

/** Bad for a reason that only the kubelet knows, and at once: the image runs as root. */
const unstartable = 'securityContext: { runAsNonRoot: true }';
const modes = { good: '', bad: unstartable };
type Mode = keyof typeof modes;

function deploy(version: string, greeting: string, run = version, mode: Mode = 'good') {
  const { kubeconfig, namespace } = world;
  const files = shop({ greeting, pod: modes[mode], more: extra(greeting) });
  return runDeploy({ version, files, kubeconfig, namespace, run, inputs: inputs() });
}

/**
 * Runs the action and kills it when the n-th write of this run reaches the line: before the API server gets it, or
 * after it was carried out. Answers whether there was such a write, and the log.
 */
async function killAtWrite(version: string, greeting: string, mode: Mode, n: number, after: boolean) {
  const files = shop({ greeting, pod: modes[mode], more: extra(greeting) });
  const kubeconfig = proxy.through(world.kubeconfig);
  const job = await deployJob({ version, files, kubeconfig, namespace: world.namespace, inputs: inputs() });
  let writes = 0;
  const step = job.start();
  const died = once(step.child, 'exit');
  proxy.decide(async ({ write }) => {
    if (!write) return 'pass';
    writes += 1;
    if (writes < n) return 'pass';
    // The answer of this write never comes; the process is killed once the API server has it, or before.
    if (writes === n && after) {
      setTimeout(() => step.child.kill('SIGKILL'), 100);
      return 'lose-answer';
    }
    step.child.kill('SIGKILL');
    await died;
    return 'lose-request';
  });
  const { log } = await step.done;
  proxy.decide(() => 'pass');
  await job.remove();
  return { reached: writes >= n, log };
}

async function configs(): Promise<string[]> {
  const path = collectionPath(builtIn.ConfigMap, world.namespace);
  const list = recordsAt(await world.admin.request({ method: 'GET', path }), 'items') as KubeObject[];
  return list.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('shop'));
}

/** Every write of a deploy, in a good and in a bad release, before and after the API server has it. */
describe('a run that is killed at any write leaves what the next one brings to an end by itself', () => {
  const cases = (['good', 'bad'] as const).flatMap((mode) => [true, false].map((after) => ({ mode, after })));
  test.each(cases)('$mode, after the write: $after', async ({ mode, after }) => {
    for (let n = 1; ; n += 1) {
      build += 1;
      const version = `1.${build}.0`;
      const { reached, log } = await killAtWrite(version, `killed-${build}`, mode, n, after);
      if (!reached) {
        // Lease, snapshot, ledger, objects, ledger: fewer writes would mean that something else ended it.
        expect(n, log).toBeGreaterThan(8);
        break;
      }
      // The same run again: it enters its lease at once, and goes on or begins anew.
      const again = await deploy(version, `killed-${build}`, version, mode);
      const expected = mode === 'good' ? ['deployed', 'unchanged'] : ['rolled-back', 'refused'];
      expect(expected, `write ${n}: ${again.summary}`).toContain(again.outputs['outcome']);
      const { releases } = await readLedger(world.admin, place());
      expect(releases.filter(({ state }) => state === 'pending')).toEqual([]);
      expect(releases.map(({ number }) => number)).toEqual([
        ...new Set(releases.map(({ number }) => number)),
      ]);
      // The configuration of one release, and nothing left of any other.
      expect(await configs(), `write ${n} of ${mode}`).toHaveLength(2);
    }
  });
});
