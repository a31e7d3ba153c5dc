import type { ClusterRequest } from '../../src/transport/cluster.ts';
import type { Travel } from './connection.ts';
import { placeOf } from './kinds.ts';
import type { ModelServer } from './model-server.ts';
import { chosenBy } from './selectors.ts';
import type { StoredEvent } from './store.ts';

/** From the change of an object until whoever watches it knows. Milliseconds. */
const tellAfter = 20;

/** The events of a collection since a version, a line each. */
export function watched(
  server: ModelServer,
  { path, query = {}, signal }: ClusterRequest,
  { time, process }: Pick<Travel, 'time' | 'process'>,
): AsyncIterable<Buffer> {
  const collection = placeOf(path)?.collection;
  const isChosen = chosenBy(query);
  const lines: string[] = [];
  let wake = Promise.withResolvers<void>();
  let ended = false;
  const later = (run: () => void) =>
    time.at(time.now + tellAfter, () =>
      process.inside(() => {
        run();
        wake.resolve();
      }),
    );
  const tell = (event: StoredEvent) => {
    const { type, object } = event;
    if (event.collection !== collection || !isChosen(object)) return;
    later(() => lines.push(`${JSON.stringify({ type, object })}\n`));
  };
  for (const event of server.store.since(Number(query['resourceVersion'] ?? 0))) tell(event);
  const leave = server.store.listen(tell);
  const end = () => {
    ended = true;
    leave();
    wake.resolve();
  };
  time.at(time.now + Number(query['timeoutSeconds'] ?? 30) * 1000, () => process.inside(end));
  signal?.addEventListener('abort', end, { once: true });

  async function* body(): AsyncIterable<Buffer> {
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
  return body();
}
