import { type Cluster, readLedger } from '@workaday/kubernetes';
import type { DeployReport } from './contract.ts';
import type { Order } from './facts.ts';
import { liveAbove } from './live-above.ts';
import { olderTagReport } from './older-tag.ts';

/**
 * The answer to a release tag below what is live, looked at before anything else, for a rollback waits for nobody. One
 * above it is a deploy by hand.
 * @throws Failure `not-allowed` for who may not deploy
 */
export async function goesBack(cluster: Cluster, order: Order): Promise<DeployReport | undefined> {
  const { start, glass, require } = order.authority;
  if (start.by !== 'person' || start.tag === undefined) return undefined;
  const live = liveAbove(await readLedger(cluster, order.place), order.identity.version);
  if (live !== undefined) return olderTagReport(order, start.tag, live);
  if (glass === '') await require('deploy');
  return undefined;
}
