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

test.each<[string, Script]>([
  [
    'an event',
    (response) => {
      response.writeHead(200);
      send(response, 'ERROR', { ...failure('Expired', 'too old'), code: 410 });
      response.end();
    },
  ],
  ['a status', (response) => json(response, failure('Expired', 'too old'), 410)],
])('a version that is too old, told as %s, is listed again', async (_name, script) => {
  const { asked } = await follow([list('1', 'a'), list('9', 'b')], [script], ['b']);
  expect(asked.slice(0, 3)).toEqual(['list', 'watch 1', 'list']);
});

test('a right to list without one to watch is polled', async () => {
  const { asked } = await follow(
    [list('1', 'a'), list('2', 'b')],
    [(response) => json(response, failure('Forbidden', 'no'), 403)],
    ['b'],
  );
  expect(asked).toEqual(['list', 'watch 1', 'list']);
});
