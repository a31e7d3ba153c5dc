import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterEach, describe, expect, it } from 'vitest';
import { lacksScope, parseChallenge, tokenRealm } from '../src/registry/challenge.ts';
import { connectRegistry } from '../src/registry/client.ts';
import { type Request, type Scripted, scripted } from './support/scripted-http.ts';

const ann = { username: 'ann', password: 'canary' };
const basic = `Basic ${btoa('ann:canary')}`;

describe('a challenge', () => {
  const bearer = (parameters: Record<string, string>) => ({ scheme: 'bearer', parameters });
  it.each([
    ['Basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
    ['BASIC', { scheme: 'basic', parameters: {} }],
    ['bearer realm="https://a/t",service=b', bearer({ realm: 'https://a/t', service: 'b' })],
    ['Bearer realm="a\\"b"', bearer({ realm: 'a"b' })],
    ['Bearer realm="https://a/t", Basic realm="b"', bearer({ realm: 'https://a/t' })],
    [
      'Basic realm="b", Bearer realm="https://a/t" , service="c, Basic d"',
      bearer({ realm: 'https://a/t', service: 'c, Basic d' }),
    ],
    ['Negotiate, Basic realm="b"', { scheme: 'basic', parameters: { realm: 'b' } }],
    ['Bearer service=""', bearer({ service: '' })],
    ['Negotiate', undefined],
    ['', undefined],
  ])('%j is %j', (header, expected) => expect(parseChallenge(header)).toEqual(expected));

  it('may say that the token is good, but not for this', () => {
    expect(lacksScope('Bearer realm="x",error="insufficient_scope"')).toBe(true);
    expect(lacksScope('Bearer realm="x",error="invalid_token"')).toBe(false);
    expect(lacksScope(undefined)).toBe(false);
  });

  it.each([
    ['http://evil.example/token', 'https://ghcr.io', 'in the clear'],
    ['ftp://ghcr.io/token', 'https://ghcr.io', 'in the clear'],
    ['https://u:p@evil.example/token', 'https://ghcr.io', 'holds a login'],
    ['/token', 'https://ghcr.io', 'no address'],
  ])('that names %s for tokens is not answered by %s', (realm, registry, problem) => {
    const found = tokenRealm({ scheme: 'bearer', parameters: { realm } }, registry);
    expect(found).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('may name plain HTTP when the registry itself speaks it', () => {
    const challenge = { scheme: 'bearer', parameters: { realm: 'http://127.0.0.1:1/token' } } as const;
    expect(tokenRealm(challenge, 'http://127.0.0.1:5000')).toBeInstanceOf(URL);
  });
});

// What the hosted registries send, by their documentation and by asking them.
describe('tokens of', () => {
  it.each([
    [
      'GHCR',
      'ghcr.io',
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:a/b:pull"',
      { token: 'T' },
      'https://ghcr.io/token?service=ghcr.io&scope=',
    ],
    [
      'Docker Hub',
      'docker.io',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      { token: 'T', access_token: 'T', expires_in: 300 },
      'https://auth.docker.io/token?service=registry.docker.io&scope=',
    ],
    [
      'Harbor',
      'harbor.example',
      'Bearer realm="https://harbor.example/service/token",service="harbor-registry"',
      { token: 'T' },
      'https://harbor.example/service/token?service=harbor-registry&scope=',
    ],
    [
      'Artifact Registry',
      'europe-docker.pkg.dev',
      'Bearer realm="https://europe-docker.pkg.dev/v2/token",service="europe-docker.pkg.dev"',
      { token: 'T', expires_in: 3600 },
      'https://europe-docker.pkg.dev/v2/token?service=europe-docker.pkg.dev&scope=',
    ],
    [
      'ACR',
      'shop.azurecr.io',
      'Bearer realm="https://shop.azurecr.io/oauth2/token",service="shop.azurecr.io"',
      { access_token: 'T' },
      'https://shop.azurecr.io/oauth2/token?service=shop.azurecr.io&scope=',
    ],
    [
      'GitLab, with a query',
      'gitlab.example',
      'Bearer realm="https://gitlab.example/jwt/auth?x=1"',
      { token: 'T' },
      'https://gitlab.example/jwt/auth?x=1&scope=',
    ],
  ])('%s', async (_, host, challenge, answer, url) => {
    const { connect, requests } = scripted((request) => {
      if (request.url.startsWith(url)) return [200, {}, JSON.stringify(answer)];
      return request.headers['authorization'] === 'Bearer T'
        ? [404]
        : [401, { 'www-authenticate': challenge }];
    });
    expect(await connect(host, ann, { push: true }).manifest('a/b', 'c')).toBeUndefined();
    expect(requests.map((request) => request.headers['authorization'])).toEqual([
      undefined,
      basic,
      'Bearer T',
    ]);
    expect(requests[1]?.url).toBe(`${url}repository%3Aa%2Fb%3Apull%2Cpush`);
  });

  it('ECR, which wants the password with each request', async () => {
    const { connect, requests } = scripted((request) =>
      request.headers['authorization'] === basic
        ? [404]
        : [
            401,
            {
              'www-authenticate':
                'Basic realm="https://1.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
            },
          ],
    );
    const client = connect('1.dkr.ecr.eu-west-1.amazonaws.com', ann);
    await client.manifest('a/b', 'c');
    await client.manifest('a/b', 'd');
    expect(requests).toHaveLength(3);
  });
});

describe('an authorization', () => {
  const challenge = { 'www-authenticate': 'Bearer realm="https://auth.example/token"' };
  const tokens =
    (answer: Scripted) =>
    (request: Request): Scripted =>
      request.url.startsWith('https://auth.example/') ? answer : [401, challenge];

  it.each<[string, Scripted, string]>([
    ['no token', [200, {}, '{}'], 'registry-unreachable'],
    ['no JSON', [200, {}, 'hello'], 'registry-unreachable'],
    ['null', [200, {}, 'null'], 'registry-unreachable'],
    ['a token with a line break', [200, {}, '{"token":"canary\\r\\nx: y"}'], 'registry-unreachable'],
    ['an empty token', [200, {}, '{"token":""}'], 'registry-unreachable'],
    ['401', [401], 'registry-auth'],
    ['403', [403], 'registry-auth'],
    ['404', [404], 'registry-unreachable'],
  ])('is not to be had with %s', async (_, answer, reason) => {
    const { connect } = scripted(tokens(answer));
    const failure = await connect('r.example', ann)
      .manifest('a/b', 'c')
      .catch((thrown) => thrown);
    expect(failure).toMatchObject({
      parts: { reason, what: expect.stringMatching(/^logging in to read a\/b at r.example/) },
    });
    expect(JSON.stringify(failure.parts)).not.toContain('canary');
  });

  it('is asked for twice at most', async () => {
    const { connect, requests } = scripted(tokens([200, {}, '{"token":"T"}']));
    const client = connect('r.example', ann);
    await expect(client.manifest('a/b', 'c')).rejects.toMatchObject({ parts: { reason: 'registry-auth' } });
    expect(requests).toHaveLength(3);
    await expect(client.manifest('a/b', 'c')).rejects.toMatchObject({ parts: { reason: 'registry-auth' } });
    expect(requests).toHaveLength(6);
  });

  it('is not given to another host that uploads go to, whatever it asks', async () => {
    const { connect, requests } = scripted(({ method, url, headers }) => {
      if (url.startsWith('https://storage.example/')) return [401, { 'www-authenticate': 'Basic realm="x"' }];
      if (headers['authorization'] !== basic) return [401, { 'www-authenticate': 'Basic realm="x"' }];
      return method === 'HEAD' ? [404] : [202, { location: 'https://storage.example/up' }];
    });
    await expect(connect('r.example', ann).putBlob('a/b', new Uint8Array([1]))).rejects.toMatchObject({
      parts: { reason: 'registry-auth' },
    });
    const foreign = requests.filter(({ url }) => url.startsWith('https://storage.example/'));
    expect(foreign.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });
});

describe('a login that is a token', () => {
  const challenge = { 'www-authenticate': 'Bearer realm="https://auth.example/token?x=1",service="r, s"' };
  const nobody = { username: '', password: '' };
  const identity = { ...nobody, identityToken: 'canary/+identity=' };

  it('for the registry itself is sent as it is, once it asks', async () => {
    const { connect, requests } = scripted(({ headers }) =>
      headers['authorization'] === 'Bearer canary' ? [404] : [401, challenge],
    );
    const client = connect('r.example', { ...ann, registryToken: 'canary' });
    await client.manifest('a/b', 'c');
    await client.manifest('a/b', 'd');
    const sent = requests.map(({ headers }) => headers['authorization']);
    expect(sent).toEqual([undefined, 'Bearer canary', 'Bearer canary']);
  });

  it('for the registry itself that is refused is not sent again', async () => {
    const { connect, requests } = scripted(() => [401, challenge, 'not you, canary-token']);
    const client = connect('r.example', { ...nobody, registryToken: 'canary-token' });
    const failure = await client.manifest('a/b', 'c').catch((error) => error);
    expect(failure).toMatchObject({ parts: { reason: 'registry-auth' } });
    expect(failure.message).toContain('not you, ***');
    expect(failure.message).not.toContain('canary');
    expect(requests).toHaveLength(2);
  });

  it('for the registry itself that no header can hold is told, and not shown', () => {
    const { connect } = scripted(() => [404]);
    expect(() => connect('r.example', { ...nobody, registryToken: 'canary\n' })).toThrow(
      /^docker's login for r.example is not usable: its `registrytoken` is no token \(not shown\)/,
    );
  });

  it('for the token server is exchanged there, and stands in no address', async () => {
    const { connect, requests } = scripted(({ url, headers }) => {
      if (url.startsWith('https://auth.example/')) return [200, {}, '{"access_token":"T"}'];
      return headers['authorization'] === 'Bearer T' ? [404] : [401, challenge];
    });
    await connect('r.example', identity, { push: true }).manifest('a/b', 'c');
    expect(requests).toHaveLength(3);
    expect(requests[1]).toMatchObject({
      method: 'POST',
      url: 'https://auth.example/token?x=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      // The body would go with a redirect.
      follow: false,
    });
    expect(requests[1]?.headers['authorization']).toBeUndefined();
    const form = new URLSearchParams(new TextDecoder().decode(requests[1]?.body as Uint8Array));
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'refresh_token',
      service: 'r, s',
      client_id: 'workaday',
      scope: 'repository:a/b:pull,push',
      refresh_token: 'canary/+identity=',
    });
  });

  it.each(['http://auth.example/token', 'https://u:canary@auth.example/token', 'u:canary@auth.example'])(
    'is not sent to %s',
    async (realm) => {
      const { connect, requests } = scripted(() => [401, { 'www-authenticate': `Bearer realm="${realm}"` }]);
      const failure = await connect('r.example', identity)
        .manifest('a/b', 'c')
        .catch((error) => error);
      expect(failure).toMatchObject({ parts: { reason: 'registry-unreachable' } });
      expect(failure.message).not.toContain('canary');
      expect(requests).toHaveLength(1);
    },
  );

  it.each<[string, Scripted, string]>([
    ['a redirect', [307, { location: 'https://evil.example/' }], 'registry-unreachable'],
    ['401', [401, {}, '{"errors":[{"code":"UNAUTHORIZED","message":"canary/+identity="}]}'], 'registry-auth'],
    ['a bad grant', [400, {}, '{"error":"invalid_grant"}'], 'registry-auth'],
    ['its form', [400, {}, 'refresh_token=canary%2F%2Bidentity%3D'], 'registry-unreachable'],
    ['no OAuth 2', [404], 'registry-unreachable'],
    ['its form in a broken connection', new Error('canary/+identity='), 'network'],
  ])('that is answered by %s is told without it', async (_, answer, reason) => {
    const { connect } = scripted(({ url }) =>
      url.startsWith('https://auth.example/') ? answer : [401, challenge],
    );
    const failure = await connect('r.example', identity)
      .manifest('a/b', 'c')
      .catch((error) => error);
    expect(failure).toMatchObject({ parts: { reason } });
    expect(failure.message).not.toContain('canary');
  });

  it('or was given for one does not stand in what the registry says', async () => {
    const { connect } = scripted(({ url, headers }) => {
      if (url.startsWith('https://auth.example/')) return [200, {}, '{"token":"canary-given"}'];
      return headers['authorization']
        ? [400, {}, `bad header: ${headers['authorization']}`]
        : [401, challenge];
    });
    const failure = await connect('r.example', ann)
      .manifest('a/b', 'c')
      .catch((error) => error);
    expect(failure.message).toContain('bad header: Bearer ***');
  });

  it('or a password does not stand in what a proxy repeats', async () => {
    const { connect } = scripted(({ headers }) =>
      headers['authorization'] === undefined
        ? [401, { 'www-authenticate': 'Basic' }]
        : [400, {}, `<p>${headers['authorization']}</p> for ann:canary`],
    );
    const failure = await connect('r.example', ann)
      .manifest('a/b', 'c')
      .catch((error) => error);
    expect(failure.message).toContain('for ann:***');
    expect(failure.message).not.toContain(btoa('ann:canary').slice(6, -2));
  });
});

describe('a redirect', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => server.close().closeAllConnections());
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('of a blob to its storage carries no authorization', async () => {
    const config = '{"os":"linux"}';
    const seen: unknown[] = [];
    const storage = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(config);
    });
    const host = await serve((request, response) => {
      if (request.headers.authorization !== basic)
        response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      else response.writeHead(307, { location: `http://${storage}/blob?signature=x` }).end();
    });
    const clock = { now: () => 0, wait: async () => {} };
    const client = connectRegistry(host, ann, { http: nodeHttp, clock, sha256: nodeSha256 });
    const digest = nodeSha256(config);
    const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest };
    const manifest = { digest, mediaType: '', bytes: new Uint8Array(), content: { config: descriptor } };
    expect(await client.config('a/b', manifest)).toEqual({ os: 'linux' });
    expect(seen).toEqual([undefined]);
  });
});
