import { Failure } from '@workaday/core';
import { isApiError } from './api-error.ts';
import type { Cluster } from './cluster.ts';
import { clusterFailure } from './cluster-failure.ts';
import { type Collection, type KeptCollection, keptCollection } from './collection.ts';
import { type CollectionPlace, type Listed, listCollection } from './list.ts';
import { lossOf } from './transport-failure.ts';

export type { Collection } from './collection.ts';

/** A watch ends on the server after this long, so that a line that died silently is noticed. Seconds. */
const watchSeconds = 30;
/** A server that only is late to end it. */
const silence = (watchSeconds + 6) * 1000;
/** A watch that ends sooner, and told nothing, is a server or proxy in trouble. */
const tooShort = 1000;
const pollPause = 2000;
/** A server that has just started may not know our rights yet; then watching is tried again. */
const pollsInARow = 15;
/** After so many lines in a row that broke, it is begun anew. */
const relistAfter = 3;
/** How long the cluster may be away before that is the end. */
const outage = 150_000;

export interface CollectionWatch extends CollectionPlace {
  signal: AbortSignal;
  /** Called after the first list and after every change. */
  onChange: () => void;
}

export interface WatchedCollection {
  collection: Collection;
  /** Rejects when the collection can no longer be kept. */
  failed: Promise<never>;
}

/**
 * Keeps a collection current until the signal aborts: list, then watch with bookmarks. A cut line is resumed, an
 * expired version (410) is listed again, a right to list without one to watch is polled.
 * Resolves after the first list.
 * @throws Failure `missing-right` when it may not even be listed
 */
export async function watchCollection(cluster: Cluster, watch: CollectionWatch): Promise<WatchedCollection> {
  const kept = keptCollection();
  const renew = async () => {
    kept.replace(await listOrFail(cluster, watch));
    watch.onChange();
  };
  await renew();
  const failed = new Promise<never>((_, reject) => {
    follow(cluster, watch, kept, patient(cluster, watch.signal, renew)).catch((error: unknown) => {
      if (!watch.signal.aborted) reject(error);
    });
  });
  failed.catch(() => undefined);
  return { collection: kept, failed };
}

async function listOrFail(cluster: Cluster, watch: CollectionWatch): Promise<Listed> {
  return listCollection(cluster, watch).catch((error: unknown) => {
    const namespace = /\/namespaces\/([^/]+)\//.exec(watch.path)?.[1] ?? '';
    throw isApiError(error, 403) ? clusterFailure(cluster, decodeURIComponent(namespace), error) : error;
  });
}

/** Repeats a list while the cluster is away, or does not know us yet after a restart. */
function patient(cluster: Cluster, signal: AbortSignal, list: () => Promise<void>): () => Promise<void> {
  return async () => {
    const started = cluster.clock.now();
    for (let attempt = 0; ; attempt++) {
      const error = await list().then(
        () => undefined,
        (cause: unknown) => ({ cause }),
      );
      if (error === undefined) return;
      signal.throwIfAborted();
      const elapsed = cluster.clock.now() - started;
      if (!isPassing(error.cause, attempt) || elapsed > outage) throw error.cause;
      await cluster.clock.wait(backOff(attempt), signal);
    }
  };
}

function isPassing(error: unknown, attempt: number): boolean {
  const refused = error instanceof Failure ? error.cause : error;
  if (isApiError(refused, 401, 403)) return attempt < relistAfter;
  if (error instanceof Failure) return error.parts.reason === 'cluster-unreachable';
  return isApiError(error, 429, 500, 502, 503, 504);
}

function backOff(attempt: number): number {
  return Math.min(5000, 100 * 2 ** attempt);
}

async function follow(
  cluster: Cluster,
  watch: CollectionWatch,
  kept: KeptCollection,
  renew: () => Promise<void>,
): Promise<void> {
  let troubled = 0;
  while (!watch.signal.aborted) {
    const ended = await watchOnce(cluster, watch, kept);
    troubled = ended === 'ended' || ended === 'forbidden' ? 0 : troubled + 1;
    if (ended === 'forbidden') await poll(cluster, watch, renew);
    // The first time may be bad luck; a server in trouble is not made busier.
    if (ended === 'broken' || troubled > 1) await cluster.clock.wait(backOff(troubled), watch.signal);
    // A list says by Retry-After how long a server wants to be left alone, and is repeated accordingly.
    if (ended === 'expired' || ended === 'refused' || troubled >= relistAfter) await renew();
  }
}

async function poll(cluster: Cluster, watch: CollectionWatch, renew: () => Promise<void>): Promise<void> {
  for (let round = 0; round < pollsInARow && !watch.signal.aborted; round++) {
    await cluster.clock.wait(pollPause, watch.signal);
    await renew();
  }
}

/** How a watch ended: `ended` in good order, `refused` by a busy server, `forbidden` for want of a right. */
type Ended = 'ended' | 'broken' | 'refused' | 'expired' | 'forbidden';

async function watchOnce(cluster: Cluster, watch: CollectionWatch, kept: KeptCollection): Promise<Ended> {
  const { path, query, signal } = watch;
  const started = cluster.clock.now();
  let lines = 0;
  let expired = false;
  const parameters = {
    ...query,
    watch: true,
    allowWatchBookmarks: true,
    timeoutSeconds: watchSeconds,
    resourceVersion: kept.version,
  };
  try {
    await cluster.stream({ method: 'GET', path, query: parameters, signal, timeout: silence }, (line) => {
      lines += 1;
      const taken = kept.take(line);
      if (taken === 'error') expired = true;
      if (taken === 'changed') watch.onChange();
    });
    if (expired) return 'expired';
    return lines === 0 && cluster.clock.now() - started < tooShort ? 'broken' : 'ended';
  } catch (error) {
    signal.throwIfAborted();
    return endOf(error);
  }
}

function endOf(error: unknown): Ended {
  if (isApiError(error, 403, 405)) return 'forbidden';
  if (isApiError(error, 410)) return 'expired';
  if (isApiError(error, 401, 429, 500, 502, 503, 504)) return 'refused';
  // A line cut in its middle is no JSON.
  if (error instanceof SyntaxError) return 'broken';
  const isLoss = error instanceof Error && 'code' in error;
  if (isLoss || lossOf(error) !== 'other') return 'broken';
  throw error;
}
