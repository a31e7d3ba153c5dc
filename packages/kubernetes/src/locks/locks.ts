import { Failure } from '@workaday/core';
import { replaceLease } from '../ledger/lease-object.ts';
import { isUnanswered } from '../ledger/unanswered.ts';
import type { KubeObject } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, readObject } from '../transport/discovery.ts';
import {
  type Lock,
  type LockKind,
  type LockPlace,
  lockBody,
  lockName,
  lockOf,
  type NewLock,
} from './lock-record.ts';

/** Others change it at the same moment; more often than this, something is wrong. */
const attempts = 10;

/** Everything that stops deploys of an app now: the lock of all apps, its own, and its freeze. */
export async function readLocks(cluster: Cluster, { namespace, app }: LockPlace): Promise<Lock[]> {
  const wanted: readonly (readonly [LockKind, string | undefined])[] = [
    ['lock', undefined],
    ...(app === undefined
      ? []
      : ([
          ['lock', app],
          ['freeze', app],
        ] as const)),
  ];
  const found = await Promise.all(wanted.map(([kind, of]) => readLock(cluster, namespace, kind, of)));
  return found.filter((lock) => lock !== undefined);
}

/** The freeze of an app, if there is one. */
export function readFreeze(cluster: Cluster, { namespace, app }: LockPlace): Promise<Lock | undefined> {
  return readLock(cluster, namespace, 'freeze', app);
}

async function readLock(
  cluster: Cluster,
  namespace: string,
  kind: LockKind,
  app: string | undefined,
): Promise<Lock | undefined> {
  return lockOf(await readLease(cluster, namespace, kind, app), kind, app, cluster.now());
}

export type Taken = { result: 'locked'; lock: Lock } | { result: 'held'; lock: Lock };

/**
 * Locks, unless another run has done so and its time is not over; a run that locks again changes what it said. A freeze
 * goes over an older one: the newest rollback knows best.
 */
export async function takeLock(cluster: Cluster, place: LockPlace, wanted: NewLock): Promise<Taken> {
  return repeatedly(place, async () => {
    const current = await readLease(cluster, place.namespace, wanted.kind, wanted.app);
    const held = lockOf(current, wanted.kind, wanted.app, cluster.now());
    if (held !== undefined && held.holder !== wanted.holder && wanted.kind === 'lock') {
      return { result: 'held', lock: held };
    }
    const written = await write(cluster, place, wanted, current);
    const lock = written && lockOf(written, wanted.kind, wanted.app, cluster.now());
    return lock && { result: 'locked', lock };
  });
}

/**
 * Opens a lock, whoever made it, and answers it; undefined when there was none. It is exactly the one that was read.
 * @param wanted whether it is the one that is meant
 */
export async function openLock(
  cluster: Cluster,
  place: LockPlace,
  kind: LockKind,
  wanted: (lock: Lock) => boolean = () => true,
): Promise<Lock | undefined> {
  const opened = await repeatedly(place, async () => {
    const current = await readLease(cluster, place.namespace, kind, place.app);
    const lock = lockOf(current, kind, place.app, cluster.now());
    if (lock === undefined || !wanted(lock)) return { lock: undefined };
    const written = await write(cluster, place, { ...lock, holder: '', lasting: 1 }, current);
    return written && { lock };
  });
  return opened.lock;
}

function readLease(
  cluster: Cluster,
  namespace: string,
  kind: LockKind,
  app: string | undefined,
): Promise<KubeObject | undefined> {
  return readObject(cluster, builtIn.Lease, namespace, lockName(kind, app));
}

/** Over exactly what was read; undefined when that has changed, or when no answer came and it has to be read again. */
async function write(
  cluster: Cluster,
  place: LockPlace,
  lock: NewLock,
  current: KubeObject | undefined,
): Promise<KubeObject | undefined> {
  const body = lockBody(place, lock, current, cluster.now());
  return replaceLease(cluster, place.namespace, body, current).catch((error: unknown) => {
    if (isUnanswered(error)) return undefined;
    throw error;
  });
}

async function repeatedly<Result>(
  { namespace, app }: LockPlace,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let count = 0; count < attempts; count++) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Failure({
    reason: 'ledger-contended',
    what: `the lock of ${app ?? 'all apps'} in ${namespace} changed ${attempts} times while it was being written`,
    next: 'Find out what keeps changing it, then run this job again.',
  });
}
