import type { Cluster, ClusterRequest, KubeObject } from '@workaday/kubernetes';
import type { FarAnswer, FarServer, Travel } from '../../../kubernetes/test/model/connection.ts';
import type { Write } from '../../../kubernetes/test/model/model-server.ts';

interface RealOptions {
  /** With the deployer's credential. */
  cluster: Cluster;
  namespace: string;
  /** Milliseconds since 1970, in the time of the play. */
  now: () => number;
  /** Called when a workload was written, which takes its time. */
  onWorkload: () => void;
}

/** A real API server at the other end of a modelled line. As time stands still while it answers, its order is ours. */
export class RealServer implements FarServer {
  readonly namespace: string;
  readonly now: () => number;
  onWritten: (write: Write) => void = () => undefined;
  readonly #cluster: Cluster;
  readonly #onWorkload: () => void;
  readonly #standing = new Map<string, KubeObject>();

  constructor({ cluster, namespace, now, onWorkload }: RealOptions) {
    this.#cluster = cluster;
    this.namespace = namespace;
    this.now = now;
    this.#onWorkload = onWorkload;
  }

  answersAtOnce(): boolean {
    return false;
  }

  async answer({ signal: _, ...request }: ClusterRequest, by: string): Promise<FarAnswer> {
    const { status, headers, text } = await this.#cluster.exchange(request);
    const isJson = (headers['content-type'] ?? '').includes('json');
    const body: object | string = isJson ? (JSON.parse(text) as object) : text;
    if (status < 300) this.#note(request, body, by);
    return { status, body };
  }

  async *watch(
    { signal, ...request }: ClusterRequest,
    { process }: Pick<Travel, 'process'>,
  ): AsyncIterable<Buffer> {
    const lines: string[] = [];
    let wake = Promise.withResolvers<void>();
    let ended = false;
    const tell = (change: () => void) =>
      process.inside(() => {
        change();
        wake.resolve();
      });
    const end = () =>
      tell(() => {
        ended = true;
      });
    const asked = signal ? { ...request, signal } : request;
    this.#cluster.stream(asked, (line) => tell(() => lines.push(`${line}\n`))).then(end, end);
    for (;;) {
      signal?.throwIfAborted();
      const next = lines.splice(0);
      if (next.length > 0) yield Buffer.from(next.join(''));
      else if (ended) return;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  }

  #note({ method, path, query }: ClusterRequest, body: object | string, by: string): void {
    if (method === 'GET' || query?.['dryRun'] !== undefined) return;
    const [, plural = '', last = ''] = /\/namespaces\/[^/]+\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (plural === '') return;
    const after = method === 'DELETE' ? undefined : (body as KubeObject);
    const name = last || (after?.metadata.name ?? '');
    const key = `${plural}/${name}`;
    const before = this.#standing.get(key);
    if (after && before?.metadata.resourceVersion === after.metadata.resourceVersion) return;
    if (after) this.#standing.set(key, after);
    else this.#standing.delete(key);
    if (plural === 'deployments') this.#onWorkload();
    this.onWritten({ by, method, plural, name, before, after });
  }
}
