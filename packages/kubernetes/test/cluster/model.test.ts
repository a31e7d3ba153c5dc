import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe } from 'vitest';
import { nodeImage } from '../../../../actions/deploy/test/cluster/shop.ts';
import { connect } from '../../src/transport/connect.ts';
import { apiServerContract, type Ground } from '../model/contract.ts';
import { workloadContract } from '../model/workload-contract.ts';

let world: AppNamespace;
let ground: Ground;
let image = '';

beforeAll(async () => {
  world = await createAppNamespace('contract');
  image = await nodeImage();
  ground = { cluster: await connect(world.kubeconfig, { clock: nodeClock }), namespace: world.namespace };
});
afterAll(async () => {
  ground.cluster.close();
  await world.remove();
});

describe('a real API server', () => {
  apiServerContract(() => ground);
  workloadContract(() => ({ ...ground, image, missing: image.replace(/[0-9a-f]{64}$/, '0'.repeat(64)) }));
});
