import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRegistry } from '../../src/registry/client.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { pushImage, pushIndex } from '../support/push-image.ts';
import { startTokenRegistry, type TokenRegistry } from '../support/token-registry.ts';

// Every request of every operation meets every fault: the ones for tokens, too.

const ann = { username: 'ann', password: 'pässword' };
const path = 'acme/shop';
const type = 'application/vnd.oci.image.manifest.v1+json';

let registry: TokenRegistry;
let proxy: FaultProxy;
let index: string;
let manifest: Uint8Array;
let blobs = 0;
const never = Promise.withResolvers<void>();

/** @param waits is filled with what the client waits, in milliseconds */
function connect(host: string, waits: number[] = [], timeout?: number): Registry {
  const clock = { now: () => 0, wait: async (milliseconds: number) => void waits.push(milliseconds) };
  const ports = { http: nodeHttp, clock, sha256: nodeSha256 };
  return connectRegistry(host, ann, ports, { push: true, ...(timeout && { timeout }) });
}

beforeAll(async () => {
  registry = await startTokenRegistry();
  proxy = await startFaultProxy(registry.host);
  const token = await fetch(`http://${registry.host}/token?scope=repository:${path}:pull,push`);
  const { token: bearer } = (await token.json()) as { token: string };
  const authorization = `Bearer ${bearer}`;
  const digest = await pushImage(registry.host, path, 'image', { a: 'b' }, authorization);
  const entries = [{ digest, os: 'linux', architecture: 'amd64' }];
  index = await pushIndex({ host: registry.host, path, authorization }, 'index', entries);
  manifest = (await connect(registry.host).manifest(path, digest))?.bytes ?? new Uint8Array();
});
afterAll(async () => {
  never.resolve();
  await proxy.stop();
  await registry.stop();
});

/** What is done, how many requests it takes of a fresh client, and what a refusal of one of them is. */
const operations: [string, (client: Registry) => Promise<unknown>, number, string][] = [
  ['manifest', async (client) => (await client.manifest(path, 'index'))?.digest, 3, 'registry-auth'],
  ['manifest that is not there', (client) => client.manifest(path, 'none'), 3, 'registry-auth'],
  ['digestOf', (client) => client.digestOf(path, 'index'), 3, 'registry-auth'],
  ['config', (client) => configOf(client), 4, 'registry-auth'],
  ['putManifest', (client) => client.putManifest(path, 'put', type, manifest), 3, 'push-refused'],
  ['putBlob', async (client) => isNew(client), 5, 'push-refused'],
  ['checkPush', (client) => client.checkPush(path), 4, 'push-refused'],
];

async function configOf(client: Registry) {
  const content = { manifests: [{ digest: nodeSha256(manifest) }] };
  const top = { digest: index, mediaType: '', bytes: new Uint8Array(), content };
  return (await client.config(path, top))?.config?.Labels;
}

/** Uploads what was never uploaded, and asks whether it is there: challenge, token and HEAD are all it takes then. */
async function isNew(client: Registry): Promise<boolean> {
  blobs += 1;
  const bytes = new TextEncoder().encode(`{"blob":${blobs}}`);
  const digest = await client.putBlob(path, bytes);
  const other = connect(registry.host);
  await other.putBlob(path, bytes);
  return digest === nodeSha256(bytes) && other.requests() === 3;
}

const transient: [string, Fault, number | undefined][] = [
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7000],
  ['429', { status: 429, body: '{"errors":[{"code":"TOOMANYREQUESTS"}]}' }, 500],
  ['408', { status: 408 }, 500],
  ['500', { status: 500, body: '<html>' }, 500],
  ['502', { status: 502, body: 'bad gateway' }, 500],
  ['503', { status: 503 }, 500],
  ['504', { status: 504 }, 500],
  ['a reset', 'reset', 500],
  ['an answer that is lost', 'lost', 500],
];
/** Only an answer with a body can meet them. */
const damaging: [string, Fault][] = [
  ['a truncated body', 'truncated'],
  ['a body that was cut short', 'cut'],
];

describe.each(operations)('%s', (_, operate, requests, refused) => {
  const each = [...Array(requests).keys()];

  it('takes no more requests than it has to', async () => {
    proxy.replan(() => 'pass');
    const client = connect(proxy.host);
    await operate(client);
    expect(proxy.requests).toHaveLength(requests);
    expect(client.requests()).toBe(requests);
  });

  it.each(transient)('outlives %s', async (_, fault, wait) => {
    proxy.replan(() => 'pass');
    const expected = await operate(connect(proxy.host));
    for (const at of each) {
      const waits: number[] = [];
      proxy.replan(({ index }) => (index === at ? fault : 'pass'));
      expect(await operate(connect(proxy.host, waits))).toEqual(expected);
      const courtesy = proxy.requests[at]?.method === 'DELETE';
      expect(waits).toEqual(courtesy ? [] : [wait]);
    }
  });

  it.each(damaging)('outlives %s', async (_, fault) => {
    proxy.replan(() => 'pass');
    const expected = await operate(connect(proxy.host));
    for (const at of each) {
      proxy.replan(({ index }) => (index === at ? fault : 'pass'));
      expect(await operate(connect(proxy.host))).toEqual(expected);
    }
  });

  it('outlives an answer that does not come', async () => {
    proxy.replan(() => 'pass');
    const expected = await operate(connect(proxy.host));
    const results = each.map(async (at) => {
      const plan = ({ index }: { index: number }): Fault => (index === at ? { slow: never.promise } : 'pass');
      const slow = await startFaultProxy(registry.host, plan);
      const result = await operate(connect(slow.host, [], 2000));
      await slow.stop();
      return result;
    });
    expect(await Promise.all(results)).toEqual(each.map(() => expected));
  });

  it('is refused by 403, which is not tried again', async () => {
    for (const at of each) {
      const waits: number[] = [];
      proxy.replan(({ index }) =>
        index === at ? { status: 403, body: '{"errors":[{"code":"DENIED","message":"no"}]}' } : 'pass',
      );
      const [result] = await Promise.allSettled([operate(connect(proxy.host, waits))]);
      const { method = '', url = '' } = proxy.requests[at] ?? {};
      // A token for pushing that is refused makes a reader ask for one to read.
      const harmless = method === 'DELETE' || (url.startsWith('/token') && refused === 'registry-auth');
      if (harmless) expect(result).toMatchObject({ status: 'fulfilled' });
      else expect(result).toMatchObject({ reason: { parts: { reason: refused } } });
      expect(waits).toEqual([]);
    }
  });
});
