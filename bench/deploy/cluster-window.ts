import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ClusterObject } from './cluster-object.ts';

/** An object as the API server told it, and when that arrived, in milliseconds since 1970. */
export interface Sight {
  at: number;
  gone: boolean;
  object: ClusterObject;
}

const collections: Readonly<Record<string, string>> = {
  Pod: '/api/v1/pods',
  Event: '/api/v1/events',
  Deployment: '/apis/apps/v1/deployments',
  ReplicaSet: '/apis/apps/v1/replicasets',
  EndpointSlice: '/apis/discovery.k8s.io/v1/endpointslices',
};

/**
 * What happens in all namespaces, seen through `kubectl proxy` with the administrator's kubeconfig, and so with nothing
 * of what is measured. Each namespace that is looked at keeps its objects.
 */
export class ClusterWindow {
  readonly #proxy: ChildProcess;
  readonly #base: string;
  readonly #stop = new AbortController();
  readonly #views = new Map<string, NamespaceView>();
  readonly #failed = Promise.withResolvers<never>();

  private constructor(proxy: ChildProcess, base: string) {
    this.#proxy = proxy;
    this.#base = base;
    this.#failed.promise.catch(() => undefined);
  }

  /** Whoever waits for something to be seen waits for this as well: it rejects when nothing can be seen any more. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  static async open(kubectl: string, kubeconfig: string): Promise<ClusterWindow> {
    const args = [`--kubeconfig=${kubeconfig}`, 'proxy', '--port=0'];
    const proxy = spawn(kubectl, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const window = new ClusterWindow(proxy, `http://${await addressOf(proxy)}`);
    const opened = Object.entries(collections).map(async ([kind, path]) => {
      const { metadata, items } = (await window.get(path)) as {
        metadata: { resourceVersion: string };
        items: ClusterObject[];
      };
      for (const item of items) window.#take({ at: Date.now(), gone: false, object: { ...item, kind } });
      window.#follow(path, metadata.resourceVersion).catch(window.#failed.reject);
    });
    await Promise.all(opened);
    return window;
  }

  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#base}${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: HTTP ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  /** What is seen from now on in a namespace that does not exist yet. */
  look(namespace: string): NamespaceView {
    const view = new NamespaceView(this.failed);
    this.#views.set(namespace, view);
    return view;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the window is closed'));
    this.#failed.reject(this.#stop.signal.reason);
    const ended = new Promise((resolve) => this.#proxy.once('exit', resolve));
    this.#proxy.kill();
    await ended;
  }

  async #follow(path: string, resourceVersion: string): Promise<void> {
    let version = resourceVersion;
    while (!this.#stop.signal.aborted) {
      const query = new URLSearchParams({
        watch: 'true',
        resourceVersion: version,
        allowWatchBookmarks: 'true',
      });
      const answer = await fetch(`${this.#base}${path}?${query}`, { signal: this.#stop.signal });
      if (!answer.ok || answer.body === null) throw new Error(`watch of ${path}: HTTP ${answer.status}`);
      for await (const line of linesOf(answer.body)) {
        const { type, object } = JSON.parse(line) as { type: string; object: ClusterObject };
        if (type === 'ERROR') throw new Error(`watch of ${path}: ${line}`);
        version = String((object.metadata as { resourceVersion?: string }).resourceVersion);
        if (type !== 'BOOKMARK') this.#take({ at: Date.now(), gone: type === 'DELETED', object });
      }
    }
  }

  #take(sight: Sight): void {
    this.#views.get(sight.object.metadata.namespace ?? '')?.take(sight);
  }
}

/** The objects of one namespace as they are now, and whoever wants to know of changes. */
export class NamespaceView {
  readonly #objects = new Map<string, ClusterObject>();
  readonly #listeners = new Set<(sight: Sight) => void>();
  readonly #failed: Promise<never>;

  constructor(failed: Promise<never>) {
    this.#failed = failed;
  }

  take(sight: Sight): void {
    const { kind, metadata } = sight.object;
    if (sight.gone) this.#objects.delete(`${kind}/${metadata.name}`);
    else this.#objects.set(`${kind}/${metadata.name}`, sight.object);
    for (const listener of this.#listeners) listener(sight);
  }

  all(kind: string): ClusterObject[] {
    return [...this.#objects.values()].filter((object) => object.kind === kind);
  }

  /** @returns ends it */
  onSight(listener: (sight: Sight) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until something is so; false when it is not within the patience, in milliseconds. */
  async until(isSo: () => boolean, patience: number): Promise<boolean> {
    if (isSo()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = this.onSight(() => isSo() && resolve(true));
    const timer = setTimeout(() => resolve(false), patience);
    try {
      return await Promise.race([promise, this.#failed]);
    } finally {
      clearTimeout(timer);
      end();
    }
  }
}

async function addressOf(proxy: ChildProcess): Promise<string> {
  if (proxy.stdout === null) throw new Error('kubectl proxy has no output');
  for await (const line of createInterface(proxy.stdout)) {
    const [, address] = /Starting to serve on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('kubectl proxy ended before it served');
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
