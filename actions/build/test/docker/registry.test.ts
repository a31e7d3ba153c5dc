import { isLoopbackHost } from '@workaday/core';
import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/base64.ts';
import type { Credentials } from '../../src/docker/docker-config.ts';
import { connectRegistry } from '../../src/registry/client.ts';
import { pushBlob, pushImage, pushIndex, pushManifest } from '../support/push-image.ts';
import { annsLogin, startRegistry, type TestRegistry } from '../support/registry.ts';

const clock = { now: () => 0, wait: async () => {} };
const connect = (host: string, credentials?: Credentials) =>
  connectRegistry(host, credentials, { http: nodeHttp, clock, sha256: nodeSha256 });
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const oci = 'application/vnd.oci.image.manifest.v1+json';

let open: TestRegistry;
let closed: TestRegistry;

beforeAll(async () => {
  open = await startRegistry();
  closed = await startRegistry(annsLogin);
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

describe('reading', () => {
  it('tells a manifest under its tag and its digest, and that there is none', async () => {
    const digest = await pushImage(open.host, 'acme/shop', '1.0.0', { a: 'b' });
    const registry = connect(open.host);
    for (const reference of ['1.0.0', digest]) {
      const manifest = await registry.manifest('acme/shop', reference);
      expect(manifest).toMatchObject({ digest, mediaType: oci, content: { schemaVersion: 2 } });
      expect(nodeSha256(manifest?.bytes ?? '')).toBe(digest);
      expect(await registry.digestOf('acme/shop', reference)).toBe(digest);
    }
    for (const [path, reference] of [
      ['acme/shop', '1.0.1'],
      ['acme/none', '1.0.0'],
      ['acme/shop', nodeSha256('no such thing')],
    ] as const) {
      expect(await registry.manifest(path, reference)).toBeUndefined();
      expect(await registry.digestOf(path, reference)).toBeUndefined();
    }
  });

  it('finds the configuration of an image, and through an index that of the first real one', async () => {
    const repository = { host: open.host, path: 'acme/index' };
    const image = await pushImage(open.host, 'acme/index', 'image', { a: 'b' });
    const attestation = await pushImage(open.host, 'acme/index', 'attestation', { not: 'this' });
    await pushIndex(repository, 'index', [
      { digest: attestation, os: 'unknown', architecture: 'unknown' },
      { digest: image, os: 'linux', architecture: 'amd64' },
    ]);
    const registry = connect(open.host);
    for (const tag of ['image', 'index']) {
      const manifest = await registry.manifest('acme/index', tag);
      if (manifest === undefined) throw new Error(`there is no ${tag}`);
      expect(await registry.config('acme/index', manifest)).toMatchObject({
        architecture: 'amd64',
        os: 'linux',
        config: { Labels: { a: 'b' } },
      });
    }
  });

  it('says that something else is no image', async () => {
    const repository = { host: open.host, path: 'acme/artifact' };
    const digest = await pushBlob(repository, '{}');
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 };
    await pushManifest(repository, 'artifact', oci, { config, layers: [] });
    const registry = connect(open.host);
    const manifest = await registry.manifest('acme/artifact', 'artifact');
    if (manifest === undefined) throw new Error('there is no artifact');
    expect(await registry.config('acme/artifact', manifest)).toBeUndefined();
  });

  it('does not ask for a digest that it cannot check', async () => {
    const reading = connect(open.host).manifest('acme/shop', `sha512:${'a'.repeat(128)}`);
    await expect(reading).rejects.toMatchObject({ parts: { reason: 'bad-input' } });
  });
});

describe('writing', () => {
  it('gives what is there another tag, byte for byte', async () => {
    const digest = await pushImage(open.host, 'acme/retag', 'first', {});
    const registry = connect(open.host);
    const manifest = await registry.manifest('acme/retag', 'first');
    if (manifest === undefined) throw new Error('there is no image');
    const put = registry.putManifest('acme/retag', 'second', manifest.mediaType, manifest.bytes);
    expect(await put).toBe(digest);
    expect(await registry.digestOf('acme/retag', 'second')).toBe(digest);
  });

  it('uploads a blob once, and a manifest that names it', async () => {
    const registry = connect(open.host);
    const blob = text({ kind: 'record' });
    expect(await registry.putBlob('acme/record', blob)).toBe(nodeSha256(blob));
    const before = registry.requests();
    expect(await registry.putBlob('acme/record', blob)).toBe(nodeSha256(blob));
    expect(registry.requests() - before).toBe(1);
    const config = {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: nodeSha256(blob),
      size: blob.length,
    };
    const bytes = text({ schemaVersion: 2, mediaType: oci, config, layers: [], annotations: { a: 'b' } });
    const digest = await registry.putManifest('acme/record', 'note', oci, bytes);
    expect(digest).toBe(nodeSha256(bytes));
    expect((await registry.manifest('acme/record', 'note'))?.bytes).toEqual(bytes);
    expect(await registry.putManifest('acme/record', digest, oci, bytes)).toBe(digest);
  });

  it('refuses a manifest whose parts are not there', async () => {
    const config = { mediaType: 'x/y', digest: nodeSha256('nothing'), size: 7 };
    const bytes = text({ schemaVersion: 2, mediaType: oci, config, layers: [] });
    await expect(connect(open.host).putManifest('acme/record', 'bad', oci, bytes)).rejects.toMatchObject({
      parts: {
        reason: 'push-refused',
        what: expect.stringMatching(/^pushing acme\/record:bad at .* HTTP 40\d: /),
      },
    });
  });

  it('lets a push begin and forgets it', async () => {
    await expect(connect(open.host).checkPush('acme/new')).resolves.toBeUndefined();
  });
});

describe('a registry with passwords', () => {
  const ann = { username: 'ann', password: 'pässword' };

  it('takes the right one and refuses another, and none', async () => {
    await expect(connect(closed.host, ann).checkPush('acme/shop')).resolves.toBeUndefined();
    const header = `Basic ${encodeBase64('ann:pässword')}`;
    const digest = await pushImage(closed.host, 'acme/shop', '1', {}, header);
    expect(await connect(closed.host, ann).digestOf('acme/shop', '1')).toBe(digest);
    for (const other of [{ ...ann, password: 'wrong' }, undefined]) {
      const registry = connect(closed.host, other);
      const reason = { parts: { reason: 'registry-auth' } };
      await expect(registry.checkPush('acme/shop')).rejects.toMatchObject(reason);
      await expect(registry.manifest('acme/shop', '1')).rejects.toMatchObject(reason);
      await expect(registry.digestOf('acme/shop', '1')).rejects.toMatchObject(reason);
    }
  });

  it('is asked only once without it', async () => {
    const registry = connect(closed.host, ann);
    for (const tag of ['a', 'b', 'c']) await registry.manifest('acme/other', tag);
    expect(registry.requests()).toBe(4);
  });
});

it('the host of a registry may be written in capital letters', async () => {
  const digest = await pushImage(open.host, 'acme/shop', 'host', {});
  const host = open.host.replace('127.0.0.1', 'LOCALHOST');
  expect(isLoopbackHost(host)).toBe(true);
  expect(await connect(host).digestOf('acme/shop', 'host')).toBe(digest);
});
