import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeClock } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { nodeImage } from '../../../../actions/deploy/test/cluster/shop.ts';
import { play } from '../interleavings/play.ts';
import { realGround } from '../interleavings/real-ground.ts';
import { broken } from '../interleavings/rules/rules.ts';

vi.mock('node:zlib', () => import('../interleavings/at-once/zlib.ts'));
let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'workaday-checkout-'));
  await mkdir(join(workspace, 'k8s'));
});
afterAll(() => rm(workspace, { recursive: true }));

/** Those of the first hundred in which most happens. */
const seeds = [4, 35, 46, 77, 78];

test.each(seeds)(
  'seed %i breaks no rule on a real cluster',
  async (seed) => {
    const world = await createAppNamespace('interleave');
    const cluster = await connect(world.kubeconfig, { clock: nodeClock });
    const { admin, namespace } = world;
    const { ground, leave } = realGround({ cluster, admin, namespace, image: await nodeImage(), workspace });
    try {
      const played = await play(seed, { ground, traced: true });
      expect(broken(played), played.world.trace.join('\n')).toEqual([]);
      expect(played.world.history.length).toBeGreaterThan(50);
    } finally {
      await leave();
      cluster.close();
      await world.remove();
    }
  },
  300_000,
);
