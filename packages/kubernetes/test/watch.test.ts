import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { watchCollection } from '../src/transport/watch.ts';
import { failure, json, troubledServer } from './api-server.ts';

const pod = (name: string, version: string) => ({
  kind: 'Pod',
  metadata: { name, uid: name, resourceVersion: version },
});
const list = (version: string, ...names: string[]) => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion: version },
  items: names.map((name) => ({ metadata: { name, uid: name } })),
});
const send = (response: ServerResponse, type: string, object: unknown) =>
  response.write(`${JSON.stringify({ type, object })}\n`);

type Script = (response: ServerResponse, version: string | null) => void;

/** Serves lists and watches from two scripts, and answers when the collection holds the names that are expected. */
async function follow(lists: object[], watches: Script[], expected: string[]) {
  const asked: string[] = [];
  const server = await troubledServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://a').searchParams;
    const watching = query.get('watch') === 'true';
    asked.push(watching ? `watch ${query.get('resourceVersion')}` : 'list');
    if (!watching) return json(response, (lists.length > 1 ? lists.shift() : lists[0]) ?? {});
    const script = watches.shift();
    if (script) script(response, query.get('resourceVersion'));
  });
  onTestFinished(() => server.close());
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const done = Promise.withResolvers<void>();
  let names = () => [] as string[];
  const { collection } = await watchCollection(server.cluster, {
    path: '/pods',
    signal: stop.signal,
    onChange: () => names().join() === expected.join() && done.resolve(),
  });
  names = () =>
    collection
      .items()
      .map(({ metadata }) => metadata.name)
      .sort();
  if (names().join() !== expected.join()) await done.promise;
  return { asked, items: collection.items() };
}

test('objects of a list know their kind, and events change them', async () => {
  const { items } = await follow(
    [list('1', 'a', 'b')],
    [
      (response) => {
        response.writeHead(200);
        send(response, 'DELETED', pod('a', '2'));
        send(response, 'ADDED', pod('c', '3'));
      },
    ],
    ['b', 'c'],
  );
  expect(items[0]).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
});

test('a cut line is resumed where its last bookmark was', async () => {
  const { asked } = await follow(
    [list('1', 'a')],
    [
      (response) => {
        response.writeHead(200);
        send(response, 'BOOKMARK', { metadata: { resourceVersion: '41' } });
        setImmediate(() => response.destroy());
      },
      (response) => {
        response.writeHead(200);
        send(response, 'ADDED', pod('b', '42'));
      },
    ],
    ['a', 'b'],
  );
  expect(asked).toEqual(['list', 'watch 1', 'watch 41']);
});

const opened =
  (write: (response: ServerResponse) => void, then?: (response: ServerResponse) => void): Script =>
  (response) => {
    response.writeHead(200);
    write(response);
    if (then) setImmediate(() => then(response));
  };
const cut = (response: ServerResponse) => response.destroy();
const end = (response: ServerResponse) => response.end();
const expired = { ...failure('Expired', 'too old'), code: 410 };

test.each<[string, Script]>([
  ['an event', opened((response) => send(response, 'ERROR', expired), end)],
  ['a status', (response) => json(response, failure('Expired', 'too old'), 410)],
  ['an error of another kind', opened((response) => send(response, 'ERROR', { code: 500 }), end)],
])('a version that is too old, told as %s, is listed again', async (_name, script) => {
  const { asked } = await follow([list('1', 'a'), list('9', 'b')], [script], ['b']);
  expect(asked.slice(0, 3)).toEqual(['list', 'watch 1', 'list']);
});

test.each<[string, Script[], string[]]>([
  [
    'a line that is no JSON',
    [
      opened((response) => response.write('<html>502</html>\n')),
      opened((response) => send(response, 'ADDED', pod('b', '2'))),
    ],
    ['list', 'watch 1', 'watch 1'],
  ],
  [
    'an event without an object',
    [
      opened((response) => response.write('{"type":"ADDED"}\n')),
      opened((response) => send(response, 'ADDED', pod('b', '2'))),
    ],
    ['list', 'watch 1', 'watch 1'],
  ],
  [
    'half an event',
    [
      opened((response) => response.write('{"type":"ADDED","object":{"metada'), cut),
      opened((response) => send(response, 'ADDED', pod('b', '2'))),
    ],
    ['list', 'watch 1', 'watch 1'],
  ],
  [
    'a server that closes at once',
    [
      opened(() => undefined, end),
      opened(() => undefined, end),
      opened((response) => send(response, 'ADDED', pod('b', '2'))),
    ],
    ['list', 'watch 1', 'watch 1', 'watch 1'],
  ],
  [
    'a line without answer at all',
    [cut, opened((response) => send(response, 'ADDED', pod('b', '2')))],
    ['list', 'watch 1', 'watch 1'],
  ],
])('%s does not stop the watch', async (_name, watches, expected) => {
  const { asked } = await follow([list('1', 'a')], watches, ['a', 'b']);
  expect(asked).toEqual(expected);
});

test('after three lines that broke it is listed again', async () => {
  const { asked } = await follow([list('1', 'a'), list('7', 'b')], [cut, cut, cut], ['b']);
  expect(asked).toEqual(['list', 'watch 1', 'watch 1', 'watch 1', 'list']);
});

test('what comes twice or late changes nothing', async () => {
  const { items } = await follow(
    [list('1', 'a')],
    [
      opened((response) => {
        send(response, 'ADDED', pod('b', '2'));
        send(response, 'ADDED', pod('b', '2'));
        send(response, 'DELETED', pod('a', '3'));
        send(response, 'MODIFIED', pod('a', '2'));
        send(response, 'DELETED', pod('a', '3'));
        send(response, 'ADDED', pod('c', '4'));
      }),
    ],
    ['b', 'c'],
  );
  expect(items).toHaveLength(2);
});

test('a version is only handed back, whatever it looks like', async () => {
  const { asked } = await follow(
    [list('9e99-x', 'a')],
    [
      opened((response) => send(response, 'ADDED', pod('b', '007')), cut),
      opened((response) => send(response, 'ADDED', pod('c', '1'))),
    ],
    ['a', 'b', 'c'],
  );
  expect(asked).toEqual(['list', 'watch 9e99-x', 'watch 007']);
});

test.each([429, 503])('a server that is busy (%d) is listed again when it says so', async (status) => {
  let lists = 0;
  const began: number[] = [];
  const server = await troubledServer((request, response) => {
    const watching = (request.url ?? '').includes('watch=true');
    if (watching && began.push(Date.now()) === 1) return json(response, {}, status);
    if (watching) return;
    lists += 1;
    if (lists === 2) return json(response, {}, status, { 'Retry-After': '1' });
    json(response, lists === 1 ? list('1', 'a') : list('2', 'b'));
  });
  const { names, until } = await watched(server);
  await until('b');
  expect(lists).toBe(3);
  expect(names()).toEqual(['b']);
});

test('a server that restarts is waited for', async () => {
  let down = false;
  const server = await troubledServer((request, response) => {
    if (down) return void response.destroy();
    if ((request.url ?? '').includes('watch=true')) {
      response.writeHead(200);
      down = true;
      setTimeout(() => response.destroy(), 10);
      setTimeout(() => {
        down = false;
      }, 3000);
      return;
    }
    json(response, lists++ === 0 ? list('1', 'a') : list('2', 'b'));
  });
  let lists = 0;
  const { until } = await watched(server);
  await until('b');
});

test('a right to list without one to watch is polled', async () => {
  const { asked } = await follow(
    [list('1', 'a'), list('2', 'b')],
    [(response) => json(response, failure('Forbidden', 'no'), 403)],
    ['b'],
  );
  expect(asked).toEqual(['list', 'watch 1', 'list']);
});

test('no right to list is said with the rule to add', async () => {
  const text =
    'pods is forbidden: User "me" cannot list resource "pods" in API group "" in the namespace "shop"';
  const server = await troubledServer((_request, response) =>
    json(response, failure('Forbidden', text), 403),
  );
  onTestFinished(() => server.close());
  const { signal } = new AbortController();
  const path = '/api/v1/namespaces/shop/pods';
  await expect(
    watchCollection(server.cluster, { path, signal, onChange: () => undefined }),
  ).rejects.toMatchObject({
    parts: { reason: 'missing-right' },
  });
});

test('a large collection comes in pages, and one that expired meanwhile at once', async () => {
  const asked: string[] = [];
  const server = await troubledServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://a').searchParams;
    if (query.get('watch')) return;
    asked.push(`${query.get('limit')} ${query.get('continue')}`);
    const page = (names: string[], next?: string) => {
      const answer = list('5', ...names);
      return json(response, { ...answer, metadata: { ...answer.metadata, continue: next } });
    };
    if (query.get('limit') === null) return page(['a', 'b', 'c']);
    if (query.get('continue') === null) return page(['a'], 'one');
    if (query.get('continue') === 'one') return page(['b'], 'two');
    json(response, failure('Expired', 'the continue parameter is too old'), 410);
  });
  const { names } = await watched(server);
  expect(names()).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['500 null', '500 one', '500 two', 'null null']);
});

/** Watches a server, and waits for names. */
async function watched(server: Awaited<ReturnType<typeof troubledServer>>) {
  onTestFinished(() => server.close());
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let look = () => undefined as unknown;
  const { collection, failed } = await watchCollection(server.cluster, {
    path: '/api/v1/namespaces/shop/pods',
    signal: stop.signal,
    onChange: () => look(),
  });
  const names = () => collection.items().map(({ metadata }) => metadata.name);
  const until = (expected: string) =>
    Promise.race([
      failed,
      new Promise<void>((resolve) => {
        look = () => names().join() === expected && resolve();
        look();
      }),
    ]);
  return { names, until };
}
