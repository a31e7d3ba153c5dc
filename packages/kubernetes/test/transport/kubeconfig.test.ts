import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../src/transport/kubeconfig/access.ts';
import { loadKubeconfig } from '../../src/transport/kubeconfig/load.ts';
import { certificate } from './http2-server.ts';
import { certificateData, config, keyData, load, type Parts } from './kubeconfig-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  writeFileSync(join(folder, 'ca.crt'), certificate.cert);
  writeFileSync(join(folder, 'tls.key'), certificate.key);
  writeFileSync(join(folder, 'token'), 'from-file\n');
});
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('a kubeconfig gives', () => {
  test.each<[string, Parts, (access: Access) => unknown, unknown]>([
    ['the server', {}, ({ server }) => server.url.href, 'https://k8s.example.org:6443/'],
    ['a token', {}, ({ user }) => user.token, 'canary-token'],
    [
      'an authority',
      { cluster: { 'certificate-authority-data': certificateData } },
      ({ server }) => server.ca,
      certificate.cert,
    ],
    [
      'another name for TLS',
      { cluster: { 'tls-server-name': 'api' } },
      ({ server }) => server.serverName,
      'api',
    ],
    [
      'no check when it says so',
      { cluster: { 'insecure-skip-tls-verify': true } },
      ({ server }) => server.insecure,
      true,
    ],
    [
      'a proxy',
      { cluster: { 'proxy-url': 'socks5://localhost:1080' } },
      ({ server }) => server.proxy?.host,
      'localhost:1080',
    ],
    [
      'a server on loopback without TLS',
      { cluster: { server: 'http://127.0.0.1:8001' } },
      ({ server }) => server.url.port,
      '8001',
    ],
    [
      'a client certificate',
      { user: { 'client-certificate-data': certificateData, 'client-key-data': keyData } },
      ({ user }) => user.certificate,
      certificate,
    ],
    [
      'a login',
      { user: { username: 'ann', password: 'pw' } },
      ({ user }) => user.basic,
      { username: 'ann', password: 'pw' },
    ],
    ['a token file', { user: { tokenFile: '/var/token' } }, ({ user }) => user.tokenFile, '/var/token'],
    [
      'an identity to act as',
      {
        user: {
          token: 't',
          as: 'dep',
          'as-groups': ['a', 'b'],
          'as-uid': '7',
          'as-user-extra': { 'x.org/Team': ['s'] },
        },
      },
      ({ user }) => user.impersonation,
      {
        'impersonate-user': 'dep',
        'impersonate-group': ['a', 'b'],
        'impersonate-uid': '7',
        'impersonate-extra-x.org%2fteam': ['s'],
      },
    ],
    [
      'a plugin',
      {
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'aws',
            args: ['eks', 'get-token'],
            env: [{ name: 'AWS_PROFILE', value: 'prod' }],
            installHint: 'Install aws.',
            provideClusterInfo: true,
            interactiveMode: 'Never',
          },
        },
      },
      ({ user }) => user.exec,
      {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'aws',
        args: ['eks', 'get-token'],
        env: { AWS_PROFILE: 'prod' },
        installHint: 'Install aws.',
        provideClusterInfo: true,
        interactiveMode: 'Never',
      },
    ],
    [
      'what its current context names, of several',
      {
        top: {
          users: [
            { name: 'x', user: { token: 'x' } },
            { name: 'u', user: { token: 'u' } },
          ],
        },
      },
      ({ user }) => user.token,
      'u',
    ],
  ])('%s', async (_, parts, read, expected) => {
    expect(read(await load(config(parts)))).toEqual(expected);
  });

  test('JSON is read too, and spaces around it do not matter', async () => {
    const text =
      '{"current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],"clusters":[{"name":"a","cluster":{"server":"https://a"}}],"users":[{"name":"a","user":{"token":" t\\n"}}]}';
    expect((await load(`\n ${text} \n`)).user.token).toBe('t');
  });

  test('a path: what it names lies beside it', async () => {
    const path = write(
      'by-path',
      config({
        cluster: { 'certificate-authority': 'ca.crt' },
        user: {
          'client-certificate': 'ca.crt',
          'client-key': join(folder, 'tls.key'),
          tokenFile: 'token',
          exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/login' },
        },
      }),
    );
    const { server, user } = await load(path);
    expect([server.ca, user.certificate, user.tokenFile, user.exec?.command]).toEqual([
      certificate.cert,
      certificate,
      join(folder, 'token'),
      join(folder, 'bin/login'),
    ]);
  });

  test('several paths: the first that has a name wins, missing files do not count', async () => {
    const first = write('first', config({ user: null, context: { user: 'second' } }));
    const second = write(
      'second',
      config({ top: { users: [{ name: 'second', user: { token: 'second' } }], 'current-context': 'other' } }),
    );
    const access = await load([first, join(folder, 'missing'), second].join(delimiter));
    expect(access.user.token).toBe('second');
  });

  test('no credential, when that comes from GitHub', async () => {
    for (const text of [
      config({ user: null, context: { user: undefined } }),
      config({ user: {} }),
      config({ user: null }),
    ])
      expect((await load(text, true)).user.token).toBeUndefined();
  });
});

describe('in the cluster', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const inside = (changes: Record<string, string> = {}, serviceAccount = folder) =>
    loadKubeconfig(' in-cluster\n', {
      env: { ...env, ...changes },
      withoutCredential: false,
      serviceAccount,
    });

  test.each([
    ['10.0.0.1', 'https://10.0.0.1/'],
    ['fd00::1', 'https://[fd00::1]/'],
  ])('the pod’s ServiceAccount at %s', async (KUBERNETES_SERVICE_HOST, href) => {
    const { server, user } = await inside({ KUBERNETES_SERVICE_HOST });
    expect([server.url.href, server.ca, user.tokenFile]).toEqual([
      href,
      certificate.cert,
      join(folder, 'token'),
    ]);
  });

  test.each([
    ['no environment', { KUBERNETES_SERVICE_HOST: '' }, undefined, /KUBERNETES_SERVICE_HOST/],
    ['no token', {}, '/nonexistent', /ca\.crt cannot be read \(ENOENT\)/],
  ])('%s: said', async (_, changes, serviceAccount, expected) => {
    await expect(inside(changes, serviceAccount)).rejects.toMatchObject({
      parts: { reason: 'bad-kubeconfig', what: expect.stringMatching(expected) },
    });
  });
});
