import { Failure } from '@workaday/core';
import { type KubeObject, recordsAt } from '../manifests/object.ts';
import { isApiError } from './api-error.ts';
import type { Cluster, Query } from './cluster.ts';
import { lossOf } from './transport-failure.ts';

/** A watch ends on the server after this long, so that a line that died silently is noticed. Seconds. */
const watchSeconds = 50;
const pollPause = 2000;

/** The objects of one collection as the server last told them. */
export interface Collection {
  items(): KubeObject[];
}

export interface CollectionWatch {
  path: string;
  query?: Query;
  signal: AbortSignal;
  /** Called after the first list and after every change. */
  onChange: () => void;
}

/**
 * Keeps a collection current until the signal aborts: list, then watch with bookmarks. A cut line is resumed, an
 * expired version (410) is listed again, a right to list without one to watch is polled.
 * Resolves with the collection after the first list; `failed` rejects when it can no longer be kept.
 */
export async function watchCollection(
  cluster: Cluster,
  watch: CollectionWatch,
): Promise<{ collection: Collection; failed: Promise<never> }> {
  const state: State = { objects: new Map(), version: '' };
  await list(cluster, watch, state);
  const failed = new Promise<never>((_, reject) => {
    follow(cluster, watch, state).catch((error: unknown) => {
      if (!watch.signal.aborted) reject(error);
    });
  });
  failed.catch(() => undefined);
  return { collection: { items: () => [...state.objects.values()] }, failed };
}

interface State {
  objects: Map<string, KubeObject>;
  version: string;
}

async function list(cluster: Cluster, watch: CollectionWatch, state: State): Promise<void> {
  const { path, query, signal } = watch;
  const answer = await cluster.request<{ metadata: { resourceVersion: string }; kind?: string }>({
    method: 'GET',
    path,
    signal,
    ...(query === undefined ? {} : { query }),
  });
  // Items of a list carry no kind of their own.
  const kind = (answer.kind ?? '').replace(/List$/, '');
  const { apiVersion } = answer as unknown as { apiVersion: string };
  state.objects = new Map(
    recordsAt(answer, 'items').map((item) => {
      const object = { apiVersion, kind, ...item } as KubeObject;
      return [object.metadata.uid ?? object.metadata.name, object];
    }),
  );
  state.version = answer.metadata.resourceVersion;
  watch.onChange();
}

async function follow(cluster: Cluster, watch: CollectionWatch, state: State): Promise<void> {
  let failures = 0;
  while (!watch.signal.aborted) {
    const ended = await watchOnce(cluster, watch, state);
    if (ended === 'forbidden') return poll(cluster, watch, state);
    if (ended === 'expired') await list(cluster, watch, state);
    failures = ended === 'cut' ? failures + 1 : 0;
    if (failures > 0) await cluster.clock.wait(Math.min(5000, 100 * 2 ** failures), watch.signal);
  }
}

async function poll(cluster: Cluster, watch: CollectionWatch, state: State): Promise<void> {
  while (!watch.signal.aborted) {
    await cluster.clock.wait(pollPause, watch.signal);
    await list(cluster, watch, state);
  }
}

type Ended = 'ended' | 'cut' | 'expired' | 'forbidden';

async function watchOnce(cluster: Cluster, watch: CollectionWatch, state: State): Promise<Ended> {
  const { path, query, signal } = watch;
  let expired = false;
  const parameters = {
    ...query,
    watch: true,
    allowWatchBookmarks: true,
    timeoutSeconds: watchSeconds,
    resourceVersion: state.version,
  };
  try {
    await cluster.stream(
      { method: 'GET', path, query: parameters, signal, timeout: (watchSeconds + 10) * 1000 },
      (line) => {
        if (take(line, state) === 'error') expired = true;
        else watch.onChange();
      },
    );
    return expired ? 'expired' : 'ended';
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (isApiError(error, 403)) return 'forbidden';
    if (isApiError(error, 410)) return 'expired';
    if (isApiError(error, 429, 500, 502, 503, 504)) return 'cut';
    if (error instanceof SyntaxError || (!(error instanceof Failure) && lossOf(error) !== 'other'))
      return 'cut';
    throw error;
  }
}

/** Takes one event into the state. An ERROR event, whatever its code, means to list again. */
function take(line: string, state: State): 'taken' | 'error' {
  if (line.trim() === '') return 'taken';
  const event = JSON.parse(line) as { type: string; object: KubeObject };
  if (event.type === 'ERROR') return 'error';
  const { metadata } = event.object;
  if (metadata.resourceVersion) state.version = metadata.resourceVersion;
  const key = metadata.uid ?? metadata.name;
  if (event.type === 'DELETED') state.objects.delete(key);
  else if (event.type !== 'BOOKMARK') state.objects.set(key, event.object);
  return 'taken';
}
