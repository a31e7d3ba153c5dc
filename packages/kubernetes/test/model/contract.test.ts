import { afterAll, describe } from 'vitest';
import { Process, VirtualTime } from '../virtual-time.ts';
import { apiServerContract } from './contract.ts';
import { Deployments } from './deployments.ts';
import { farCluster } from './far-cluster.ts';
import { ModelServer } from './model-server.ts';
import { workloadContract } from './workload-contract.ts';

const time = new VirtualTime();
const server = new ModelServer({ namespace: 'shop', now: () => Date.parse('2026-01-01') + time.now });
new Deployments(server, {
  later: (step) => time.at(time.now + 300, step),
  mayStart: (image) => !image.includes('not-there'),
});
const cluster = farCluster(server, {
  time,
  process: new Process(time, 0),
  by: 'deployer',
  journey: () => ({ there: 5, back: 5 }),
});

/** Time passes as long as anybody waits. */
let over = false;
const passing = (async () => {
  while (!over) await time.run(time.now + 1000);
})();
afterAll(async () => {
  over = true;
  await passing;
});

const ground = { cluster, namespace: 'shop' };

describe('the model of an API server', () => {
  apiServerContract(() => ground);
  workloadContract(() => ({ ...ground, image: 'shop@sha256:1', missing: 'not-there@sha256:2' }));
});
