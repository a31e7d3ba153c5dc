import { nodeSha256 } from '@workaday/core/node';
import { describe, expect, it } from 'vitest';
import { registryAddress } from '../src/registry/address.ts';
import { nextDigest } from '../src/registry/manifest.ts';
import { uploadLocation } from '../src/registry/upload-location.ts';
import { type Scripted, scripted } from './support/scripted-http.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const error = (code: string, message = 'no') => JSON.stringify({ errors: [{ code, message }] });
const digest = nodeSha256('{}');
const type = 'application/vnd.oci.image.manifest.v1+json';

describe('the address of a registry', () => {
  it.each([
    ['ghcr.io', 'https://ghcr.io'],
    ['GHCR.io', 'https://ghcr.io'],
    ['docker.io', 'https://registry-1.docker.io'],
    ['registry.example:5000', 'https://registry.example:5000'],
    ['Allowed.example:5000', 'http://allowed.example:5000'],
    ['allowed.example', 'https://allowed.example'],
    ['localhost:5000', 'http://localhost:5000'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['localhost.example', 'https://localhost.example'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['[2001:DB8::1]:5000', 'https://[2001:db8::1]:5000'],
  ])('%s is %s', (host, address) => {
    expect(registryAddress(host, ['allowed.example:5000'])).toBe(address);
  });
});

describe('refusals of a push', () => {
  it.each([
    [401, error('UNAUTHORIZED'), 'registry-auth', 'registry-username'],
    [403, error('DENIED', 'no: <b>'), 'push-refused', 'right to push'],
    [404, error('NAME_UNKNOWN'), 'push-refused', 'Create the repository'],
    [400, error('NAME_INVALID'), 'bad-input', 'Correct `image`'],
    [
      400,
      error('TAG_INVALID', 'the tag is immutable'),
      'push-refused',
      'let tags of this repository be changed',
    ],
    [412, error('PRECONDITION'), 'push-refused', 'Read what the registry says'],
    [405, error('UNSUPPORTED'), 'push-refused', 'Read what the registry says'],
    [413, '<html>too large</html>', 'push-refused', 'Read what the registry says'],
    [507, '', 'disk-full', 'Delete images'],
    [
      500,
      error('UNKNOWN', 'x').replace('"x"', '"x","detail":{"Enclosed":{"Err":28}}'),
      'disk-full',
      'storage',
    ],
    [501, '', 'registry-unreachable', 'Run the job again'],
  ])('%i %s is %s', async (status, body, reason, next) => {
    const { connect, requests } = scripted(() => [status, {}, body]);
    const said = body.startsWith('{') ? (JSON.parse(body).errors[0].code as string) : '';
    const parts = { reason, next: expect.stringContaining(next), what: expect.stringContaining(said) };
    await expect(connect().putManifest('a/b', 'c', type, bytes('{}'))).rejects.toMatchObject({ parts });
    expect(requests).toHaveLength(1);
  });

  it('for ghcr.io name the permission of the job', async () => {
    const { connect } = scripted(() => [403]);
    const parts = { next: expect.stringContaining('packages: write') };
    await expect(connect('ghcr.io').checkPush('a/b')).rejects.toMatchObject({ parts });
  });
});

describe('putManifest', () => {
  it.each([
    ['nothing', {}],
    ['the digest', { 'docker-content-digest': digest }],
  ])('takes %s as the answer', async (_, headers) => {
    const { connect, requests } = scripted(() => [201, headers]);
    expect(await connect().putManifest('a/b', 'c', type, bytes('{}'))).toBe(digest);
    expect(requests).toMatchObject([{ method: 'PUT', headers: { 'content-type': type }, body: bytes('{}') }]);
  });

  it('fails when the registry made something else of it', async () => {
    const { connect } = scripted(() => [201, { 'docker-content-digest': nodeSha256('other') }]);
    const parts = { reason: 'digest-mismatch', what: expect.stringContaining(nodeSha256('other')) };
    await expect(connect().putManifest('a/b', 'c', type, bytes('{}'))).rejects.toMatchObject({ parts });
  });
});

describe('digestOf', () => {
  it.each<[string, Scripted]>([
    ['tells no digest', [200]],
    ['tells something else', [200, { 'docker-content-digest': '"x"' }]],
    ['knows no HEAD', [405]],
  ])('reads the manifest when the registry %s', async (_, head) => {
    const { connect, requests } = scripted(({ method }) => (method === 'HEAD' ? head : [200, {}, '{}']));
    expect(await connect().digestOf('a/b', 'c')).toBe(digest);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('does not believe another digest than it asked for', async () => {
    const { connect } = scripted(() => [200, { 'docker-content-digest': nodeSha256('other') }, '{}']);
    const parts = { reason: 'registry-unreachable', what: expect.stringContaining('and it should be') };
    await expect(connect().digestOf('a/b', nodeSha256('mine'))).rejects.toMatchObject({ parts });
  });
});

describe('manifest', () => {
  it.each([
    [type, JSON.stringify({ mediaType: type }), type],
    ['text/plain', JSON.stringify({ mediaType: type }), type],
    [`${type}; charset=utf-8`, '{}', type],
    ['application/json', JSON.stringify({ mediaType: 'x/y' }), 'application/json'],
  ])('with content-type %s and %s is %s', async (header, body, mediaType) => {
    const { connect } = scripted(() => [200, { 'content-type': header }, body]);
    expect(await connect().manifest('a/b', 'c')).toMatchObject({ mediaType, digest: nodeSha256(body) });
  });
});

describe('what a manifest leads to', () => {
  const config = (mediaType: string) => ({ config: { mediaType, digest, size: 2 } });
  const entry = (os: string, architecture: string, of = digest) => ({
    digest: of,
    platform: { os, architecture },
  });
  it.each([
    [config('application/vnd.oci.image.config.v1+json'), { config: digest }],
    [config('application/vnd.docker.container.image.v1+json'), { config: digest }],
    [config('application/vnd.oci.empty.v1+json'), undefined],
    [{ manifests: [entry('unknown', 'unknown', 'sha256:x'), entry('linux', 'amd64')] }, { manifest: digest }],
    [{ manifests: [{ digest }] }, { manifest: digest }],
    [{ manifests: [entry('linux', 'amd64', '../../other')] }, undefined],
    [{ manifests: [null] }, undefined],
    [{ manifests: [entry('unknown', 'unknown')] }, undefined],
    [{ manifests: {} }, undefined],
    [{ config: null }, undefined],
    [{}, undefined],
  ])('%j: %j', (manifest, expected) => expect(nextDigest(manifest)).toEqual(expected));
});

describe('where an upload goes', () => {
  it.each([
    ['/v2/a/b/blobs/uploads/1', 'https://r.example/v2/a/b/blobs/uploads/1'],
    ['1?_state=a%2Fb%3D', 'https://r.example/v2/a/b/blobs/uploads/1?_state=a%2Fb%3D'],
    ['https://storage.example/x?sig=a+b', 'https://storage.example/x?sig=a+b'],
    ['https://r.example/x#y', 'https://r.example/x'],
  ])('%s', (location, href) => {
    expect(uploadLocation(location, 'https://r.example/v2/a/b/blobs/uploads/')).toEqual({ href });
  });

  it.each([undefined, 'http://r.example/x', 'file:///etc/passwd', 'https://', 'https://u:p@r.example/'])(
    '%s is no such place',
    (location) => {
      expect(uploadLocation(location, 'https://r.example/v2/')).toHaveProperty('problem');
    },
  );

  it('has the digest appended, whatever is there already', async () => {
    for (const [location, url] of [
      ['/up', `/up?digest=${encodeURIComponent(digest)}`],
      ['/up?_state=a%2Bb', `/up?_state=a%2Bb&digest=${encodeURIComponent(digest)}`],
    ] as const) {
      const answers: Record<string, Scripted> = { HEAD: [404], POST: [202, { location }], PUT: [201] };
      const { connect, requests } = scripted(({ method }) => answers[method] ?? [500]);
      expect(await connect().putBlob('a/b', bytes('{}'))).toBe(digest);
      expect(requests.at(-1)).toMatchObject({ method: 'PUT', url: `https://registry.example${url}` });
    }
  });

  it('is asked for anew when the registry forgot the upload', async () => {
    let puts = 0;
    const { connect, requests } = scripted(({ method }) => {
      if (method === 'HEAD') return [404];
      if (method === 'POST') return [202, { location: '/up' }];
      puts += 1;
      return puts === 1 ? [404, {}, error('BLOB_UPLOAD_UNKNOWN')] : [201];
    });
    expect(await connect().putBlob('a/b', bytes('{}'))).toBe(digest);
    const methods = requests.map(({ method }) => method);
    expect(methods).toEqual(['HEAD', 'POST', 'PUT', 'HEAD', 'POST', 'PUT']);
  });
});
