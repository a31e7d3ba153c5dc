import { errorMessage, Failure, formatDuration } from '@workaday/core';
import type { KubeObject } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import { leaseState } from './lease-state.ts';
import type { AppPlace } from './release.ts';

/** Seconds after its last renewal at which a lease may be taken over. */
const durationSeconds = 60;
const renewEvery = 15_000;
const askEvery = 2000;

export interface LeaseOptions {
  /** `repository/runId`: steps of one run share the lease. */
  holder: string;
  /** How long to wait for another holder, in milliseconds. */
  wait: number;
  log: (line: string) => void;
}

export interface HeldLease {
  /** Aborted when another holder took the lease over: stop writing. */
  readonly lost: AbortSignal;
  /** Stops renewing, but leaves the lease to the next step of this run; it expires by itself. */
  keep(): Promise<void>;
  /** Gives the lease back. */
  release(): Promise<void>;
}

/**
 * Waits for the lease of an app in its namespace. A lease whose holder died is taken over when it expires; the same
 * holder enters again at once. Renewed until kept or released.
 * @throws Failure `locked` when another holder keeps it for longer than `wait`
 */
export async function acquireLease(
  cluster: Cluster,
  place: AppPlace,
  { holder, wait, log }: LeaseOptions,
): Promise<HeldLease> {
  const started = cluster.clock.now();
  let said = '';
  for (;;) {
    const current = await readObject(cluster, builtIn.Lease, place.namespace, leaseName(place));
    const state = leaseState(current, holder, cluster.now());
    if (state.mine) {
      const taken = await writeLease(cluster, place, holder, current);
      if (taken) return hold(cluster, place, holder, log);
    } else {
      if (said !== state.holder)
        log(
          `waiting for ${state.holder}, which deploys ${place.app} to ${place.namespace}; its lease ends in ${formatDuration(state.expiresIn)} unless renewed`,
        );
      said = state.holder;
      if (cluster.clock.now() - started + askEvery > wait) throw locked(place, state.holder, wait);
      await cluster.clock.wait(Math.min(askEvery, state.expiresIn + 100));
    }
  }
}

export function leaseName({ app }: AppPlace): string {
  return `workaday.${app}`;
}

/** False when another writer was first. */
async function writeLease(
  cluster: Cluster,
  place: AppPlace,
  holder: string,
  current: KubeObject | undefined,
): Promise<boolean> {
  const time = new Date(cluster.now()).toISOString().replace('Z', '000Z');
  const body = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: leaseName(place),
      namespace: place.namespace,
      ...(current?.metadata.resourceVersion ? { resourceVersion: current.metadata.resourceVersion } : {}),
    },
    spec: { holderIdentity: holder, leaseDurationSeconds: durationSeconds, renewTime: time },
  };
  try {
    await cluster.request(
      current === undefined
        ? { method: 'POST', path: collectionPath(builtIn.Lease, place.namespace), body }
        : { method: 'PUT', path: objectPath(builtIn.Lease, place.namespace, leaseName(place)), body },
    );
    return true;
  } catch (error) {
    if (isApiError(error, 409)) return false;
    throw error;
  }
}

function hold(cluster: Cluster, place: AppPlace, holder: string, log: (line: string) => void): HeldLease {
  const stopped = new AbortController();
  const lost = new AbortController();
  const renewing = renewUntil(stopped.signal);

  async function renewUntil(signal: AbortSignal): Promise<void> {
    let renewed = cluster.clock.now();
    while (!signal.aborted && !lost.signal.aborted) {
      await cluster.clock.wait(renewEvery, signal).catch(() => undefined);
      if (signal.aborted) return;
      const outcome = await renew().catch((error: unknown) => {
        log(`the lease could not be renewed: ${errorMessage(error)}`);
        return 'unknown' as const;
      });
      if (outcome === 'renewed') renewed = cluster.clock.now();
      const outlived = cluster.clock.now() - renewed > durationSeconds * 1000;
      if (outcome === 'lost' || outlived) lost.abort(lostLease(place));
    }
  }

  async function renew(): Promise<'renewed' | 'lost'> {
    const current = await readObject(cluster, builtIn.Lease, place.namespace, leaseName(place));
    if (!leaseState(current, holder, cluster.now()).mine) return 'lost';
    return (await writeLease(cluster, place, holder, current)) ? 'renewed' : 'lost';
  }

  async function stop(): Promise<void> {
    stopped.abort();
    await renewing;
  }

  return {
    lost: lost.signal,
    keep: stop,
    async release() {
      await stop();
      const current = await readObject(cluster, builtIn.Lease, place.namespace, leaseName(place));
      if (current && leaseState(current, holder, cluster.now()).heldBy === holder)
        await writeLease(cluster, place, '', current);
    },
  };
}

function locked(place: AppPlace, holder: string, wait: number): Failure {
  return new Failure({
    reason: 'locked',
    what: `${holder} still deploys ${place.app} to ${place.namespace} after ${formatDuration(wait)} of waiting`,
    why: 'Only one run at a time may change an app; its lease is renewed, so that run is alive.',
    next: 'Let that run end, or cancel it, and run this job again; nothing was touched.',
  });
}

function lostLease(place: AppPlace): Failure {
  return new Failure({
    reason: 'lease-lost',
    what: `another run took over the deployment of ${place.app} to ${place.namespace}`,
    why: 'This run could not renew its lease in time, or someone changed the lease.',
    next: 'See the run that holds the lease; it settles what this one began.',
  });
}
