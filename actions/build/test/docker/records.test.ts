import { nodeClock, nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRegistry } from '../../src/registry/client.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { manifestType } from '../../src/trust/record-artifact.ts';
import { readRecord, recordTag, writeRecord } from '../../src/trust/record-store.ts';
import { pushImage } from '../support/push-image.ts';
import { cacheRecord, sourceRecord } from '../support/records.ts';
import { annsLogin, startRegistry, type TestRegistry } from '../support/registry.ts';

const connect = (host: string): Registry =>
  connectRegistry(host, undefined, { http: nodeHttp, clock: nodeClock, sha256: nodeSha256 });

describe('records in a real registry', () => {
  const path = 'acme/shop';
  let server: TestRegistry;
  let registry: Registry;
  beforeAll(async () => {
    server = await startRegistry();
    registry = connect(server.host);
  });
  afterAll(() => server.stop());

  const read = (kind: 'source' | 'cache', subject: string, from = registry) =>
    readRecord(from, path, kind, subject, nodeSha256);

  it('are read as they were written, the newest under each tag', async () => {
    const token = `${'a'.repeat(400)}.${'b'.repeat(1600)}.${'c'.repeat(342)}`;
    const source = { record: sourceRecord, token };
    const cache = { record: cacheRecord, token: undefined };
    for (const sealed of [cache, { ...source, token: undefined }, source])
      await writeRecord(registry, path, sealed, nodeSha256);
    expect(await read('source', sourceRecord.subject)).toEqual({ sealed: source });
    expect(await read('cache', 'main')).toEqual({ sealed: cache });
    const { tags } = (await (await fetch(`http://${server.host}/v2/${path}/tags/list`)).json()) as {
      tags: string[];
    };
    expect(tags.toSorted()).toEqual([
      expect.stringMatching(/^workaday-cache-main-[0-9a-f]{12}$/),
      `workaday-source-${'5'.repeat(64)}`,
    ]);
  });

  it('cost one request to read, and two to write once there is one', async () => {
    const counted = connect(server.host);
    await read('source', sourceRecord.subject, counted);
    expect(counted.requests()).toBe(1);
    await writeRecord(counted, path, { record: sourceRecord, token: undefined }, nodeSha256);
    expect(counted.requests()).toBe(3);
  });

  it('are none where there is none', async () => {
    expect(await read('cache', 'feature')).toEqual({ sealed: undefined, why: 'there is no record' });
    const nowhere = await readRecord(registry, 'acme/none', 'cache', 'main', nodeSha256);
    expect(nowhere).toEqual({ sealed: undefined, why: 'there is no record' });
  });

  it('are none where something else lies', async () => {
    await pushImage(server.host, path, recordTag('cache', 'image', nodeSha256), { a: 'b' });
    expect(await read('cache', 'image')).toEqual({
      sealed: undefined,
      why: 'the record is not well-formed: it is no record of ours',
    });
    const tag = recordTag('cache', 'hostile', nodeSha256);
    const image = await registry.manifest(path, recordTag('cache', 'image', nodeSha256));
    const content = { ...(image?.content as object), annotations: { 'dev.workaday.record': '{}' } };
    const artifact = { ...content, artifactType: 'application/vnd.workaday.record.v1+json' };
    const bytes = new TextEncoder().encode(JSON.stringify(artifact));
    await registry.putManifest(path, tag, manifestType, bytes);
    expect(await read('cache', 'hostile')).toEqual({
      sealed: undefined,
      why: expect.stringContaining('these fields are not as they should be: kind'),
    });
  });

  it('are none where we may not read', async () => {
    const closed = await startRegistry(annsLogin);
    try {
      expect(await read('cache', 'main', connect(closed.host))).toEqual({
        sealed: undefined,
        why: expect.stringContaining('does not let us read there'),
      });
    } finally {
      await closed.stop();
    }
  });
});
