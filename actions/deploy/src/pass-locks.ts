import { type Cluster, freezeMark, readLocks } from '@workaday/kubernetes';
import type { Order, Ports } from './facts.ts';
import { glassLines, revertedBy, stopped, stoppedBy } from './stopped.ts';

/**
 * Looked at under the lease: to whoever freezes the app after that, this run gives way.
 * @returns mark of the freeze that lets this pass; empty for none
 * @throws Failure `locked` or `frozen`
 */
export async function passLocks(
  cluster: Cluster,
  { authority, place }: Pick<Order, 'authority' | 'place'>,
  { event, log }: Pick<Ports, 'event' | 'log'>,
): Promise<string> {
  const { by, glass } = authority;
  const locks = await readLocks(cluster, place);
  if (glass !== '') {
    for (const line of glassLines(by, glass, locks)) log.line(line);
    return '';
  }
  const lock = stoppedBy(locks, revertedBy(event));
  if (lock !== undefined) throw stopped(lock);
  return freezeMark(locks.find(({ kind }) => kind === 'freeze'));
}
