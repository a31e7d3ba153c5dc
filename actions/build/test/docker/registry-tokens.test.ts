import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/docker/docker-config.ts';
import { baseDigests } from '../../src/registry/base-images.ts';
import { connectRegistry } from '../../src/registry/client.ts';
import type { RegistryOptions } from '../../src/registry/session.ts';
import { startTokenRegistry, type TokenRegistry, type TokenRules } from '../support/token-registry.ts';

const ann = { username: 'ann', password: 'pässword' };
const clock = { now: () => 0, wait: async () => {} };
const connect = (host: string, credentials?: Credentials, options?: RegistryOptions) =>
  connectRegistry(host, credentials, { http: nodeHttp, clock, sha256: nodeSha256 }, options);
const type = 'application/vnd.oci.image.manifest.v1+json';

let registry: TokenRegistry | undefined;
afterEach(async () => {
  await registry?.stop();
});

/** A registry that holds something under `acme/shop:1`. */
async function start(rules?: TokenRules): Promise<{ host: string; requests: string[]; digest: string }> {
  registry = await startTokenRegistry(rules);
  const writer = connect(registry.host, ann, { push: true });
  const digest = await writer.putBlob('acme/shop', new TextEncoder().encode('{}'));
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 };
  const bytes = new TextEncoder().encode(
    JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers: [] }),
  );
  const put = await writer.putManifest('acme/shop', '1', type, bytes);
  registry.expireTokens();
  registry.requests.length = 0;
  return { host: registry.host, requests: registry.requests, digest: put };
}

const readers = {
  rights: (user: string) => (user === 'ann' ? (['pull', 'push'] as const) : (['pull'] as const)),
};

describe('a registry with tokens', () => {
  it('is skipped over in six requests: read a record, look for the tag, read the image, tag it', async () => {
    const { host, requests, digest } = await start();
    const client = connect(host, ann, { push: true });
    expect(await client.manifest('acme/shop', '1')).toMatchObject({ digest });
    expect(await client.manifest('acme/shop', 'new')).toBeUndefined();
    const image = await client.manifest('acme/shop', digest);
    if (image === undefined) throw new Error('there is no image');
    await client.putManifest('acme/shop', 'new', image.mediaType, image.bytes);
    expect(requests.map((request) => request.replace(/\?.*/, ''))).toEqual([
      'GET /v2/acme/shop/manifests/1',
      'GET /token',
      'GET /v2/acme/shop/manifests/1',
      'GET /v2/acme/shop/manifests/new',
      `GET /v2/acme/shop/manifests/${digest}`,
      'PUT /v2/acme/shop/manifests/new',
    ]);
    expect(client.requests()).toBe(6);
  });

  it('tells the digest of a base in three requests, to anybody, once', async () => {
    const { host, requests, digest } = await start(readers);
    const base = baseDigests(async (name) => connect(name));
    const answers = await Promise.all([base(`${host}/acme/shop:1`), base(`${host}/acme/shop:1`)]);
    expect(answers).toEqual([digest, digest]);
    expect(requests).toHaveLength(3);
    expect(requests[1]).toBe('GET /token?service=test%2C+registry&scope=repository%3Aacme%2Fshop%3Apull');
    expect(await base(`${host}/acme/shop:1`)).toBe(digest);
    expect(requests).toHaveLength(3);
  });

  it('gives one token for many questions at once, and needs no challenge for the next repository', async () => {
    const { host, requests } = await start();
    const client = connect(host, ann, { push: true });
    await Promise.all(['1', '2', '3'].map((tag) => client.manifest('acme/shop', tag)));
    expect(requests.filter((request) => request.startsWith('GET /token'))).toHaveLength(1);
    requests.length = 0;
    await client.manifest('acme/other', '1');
    expect(requests.map((request) => request.replace(/\?.*/, ''))).toEqual([
      'GET /token',
      'GET /v2/acme/other/manifests/1',
    ]);
  });

  it.each(['token', 'access_token'] as const)('may call it %s', async (name) => {
    const { host, digest } = await start({ name });
    expect(await connect(host, ann).digestOf('acme/shop', '1')).toBe(digest);
  });

  describe('and OAuth 2', () => {
    const identityToken = 'identity/+=& tökén';
    const withToken = (token: string): Credentials => ({ username: '', password: '', identityToken: token });
    const begin = async () => {
      const rules: TokenRules = { name: 'access_token' };
      const started = await start(rules);
      rules.identityToken = identityToken;
      return started;
    };

    it('exchanges an identity token, for reading and pushing at once', async () => {
      const { host, requests, digest } = await begin();
      const client = connect(host, withToken(identityToken), { push: true });
      expect(await client.digestOf('acme/shop', '1')).toBe(digest);
      await client.checkPush('acme/shop');
      expect(requests.map((request) => request.replace(/uploads\/.+/, 'uploads/…'))).toEqual([
        'HEAD /v2/acme/shop/manifests/1',
        'POST /token',
        'HEAD /v2/acme/shop/manifests/1',
        'POST /v2/acme/shop/blobs/uploads/',
        'DELETE /v2/acme/shop/blobs/uploads/…',
      ]);
    });

    it('refuses a wrong one, and repeats it in vain', async () => {
      const { host } = await begin();
      const client = connect(host, withToken('wrong/+=& tökén'), { push: true });
      for (const work of [() => client.digestOf('acme/shop', '1'), () => client.checkPush('acme/shop')]) {
        const failure = await work().catch((error) => error);
        expect(failure).toMatchObject({
          parts: { reason: 'registry-auth', what: expect.stringContaining('***') },
        });
        expect(failure.message).not.toMatch(/wrong|tökén/);
      }
    });
  });

  it('is asked again once when a token expired', async () => {
    const { host, requests, digest } = await start();
    const client = connect(host, ann, { push: true });
    await client.checkPush('acme/shop');
    registry?.expireTokens();
    requests.length = 0;
    const [a, b] = await Promise.all([client.manifest('acme/shop', '1'), client.digestOf('acme/shop', '1')]);
    expect([a?.digest, b]).toEqual([digest, digest]);
    expect(requests.filter((request) => request.startsWith('GET /token'))).toHaveLength(1);
    await client.checkPush('acme/shop');
  });

  it('is asked for a token to read once it refused one to push', async () => {
    let mayPush = true;
    const rights: TokenRules['rights'] = () => (mayPush ? ['pull', 'push'] : ['pull']);
    const { host, digest, requests } = await start({ rights, strict: true });
    mayPush = false;
    const client = connect(host, ann, { push: true });
    for (const asked of [4, 1, 1]) {
      requests.length = 0;
      expect(await client.digestOf('acme/shop', '1')).toBe(digest);
      expect(requests).toHaveLength(asked);
    }
  });

  const nothing: TokenRules = { rights: () => [] };
  const readOnly: TokenRules = { rights: () => ['pull'] };
  const cases: [string, Credentials | undefined, TokenRules, string | undefined, string][] = [
    ['a wrong password', { ...ann, password: 'wrong' }, {}, 'registry-auth', 'registry-auth'],
    ['no login', undefined, readers, undefined, 'registry-auth'],
    ['no right to push', ann, readOnly, undefined, 'push-refused'],
    ['no right to push, said with the token', ann, { ...readOnly, strict: true }, undefined, 'push-refused'],
    ['no right at all', ann, nothing, 'registry-auth', 'push-refused'],
    [
      'no right at all, said with the token',
      ann,
      { ...nothing, strict: true },
      'registry-auth',
      'push-refused',
    ],
  ];
  it.each(cases)('with %s', async (_, credentials, rules, reading, pushing) => {
    let ready = false;
    const rights: TokenRules['rights'] = (user, path) =>
      ready && rules.rights ? rules.rights(user, path) : ['pull', 'push'];
    const { host, digest } = await start({ ...rules, rights });
    ready = true;
    const client = connect(host, credentials, { push: true });
    const reason = (error: { parts?: { reason: string } }) => error.parts?.reason;
    expect(await client.digestOf('acme/shop', '1').catch(reason)).toBe(reading ?? digest);
    expect(await client.checkPush('acme/shop').catch(reason)).toBe(pushing);
    expect(await client.digestOf('acme/shop', '1').catch(reason)).toBe(reading ?? digest);
  });
});
