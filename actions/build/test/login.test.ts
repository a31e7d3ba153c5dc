import type { CommandResult, Exec } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { privateConfig, storedLogin } from '../src/docker/docker-config.ts';
import { dockerLogin, mayReceive, readDockerConfig } from '../src/docker/login.ts';
import type { Ports } from '../src/ports.ts';

describe('mayReceive', () => {
  it.each([
    ['ghcr.io', 'ghs_abc', 'https://github.com', true],
    ['docker.pkg.github.com', 'ghp_abc', 'https://github.com', true],
    ['containers.git.example.com', 'ghs_abc', 'https://git.example.com', true],
    ['containers.acme.ghe.com', 'ghs_abc', 'https://acme.ghe.com', true],
    ['127.0.0.1:5000', 'ghs_abc', 'https://github.com', true],
    ['harbor.example.com', 'ghs_abc', 'https://github.com', false],
    ['ghcr.io.example.com', 'github_pat_abc', 'https://github.com', false],
    ['docker.io', 'gho_abc', 'https://github.com', false],
    ['harbor.example.com', 'robot-password', 'https://github.com', true],
  ])('%s gets %s of %s: %s', (host, password, server, expected) => {
    expect(mayReceive(host, password, server)).toBe(expected);
  });
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a login in the configuration', () => {
  it.each([
    [{ 'a.example': { auth: base64('ann:p:w') } }, 'a.example', { username: 'ann', password: 'p:w' }],
    [{ 'a.example': { username: 'ann', password: 'pw' } }, 'a.example', { username: 'ann', password: 'pw' }],
    [
      { 'https://a.example/v1/': { auth: base64('ann:pw') } },
      'a.example',
      { username: 'ann', password: 'pw' },
    ],
    [{ 'a.example': { auth: base64('ann:pw\0\0') } }, 'a.example', { username: 'ann', password: 'pw' }],
    [
      { 'https://index.docker.io/v1/': { auth: base64('ann:pw') } },
      'docker.io',
      { username: 'ann', password: 'pw' },
    ],
    [
      { 'x.azurecr.io': { auth: base64('0000-00:'), identitytoken: 'eyJ' } },
      'x.azurecr.io',
      { username: '0000-00', password: '', identityToken: 'eyJ' },
    ],
    [
      { 'a.example': { registrytoken: 'tok' } },
      'a.example',
      { username: '', password: '', registryToken: 'tok' },
    ],
    [{ 'a.example:5000': { auth: base64('ann:pw') } }, 'a.example', undefined],
    [{ 'b.a.example': { auth: base64('ann:pw') } }, 'a.example', undefined],
    [{ 'a.example': {} }, 'a.example', undefined],
    [{ 'a.example': { auth: base64('nocolon') } }, 'a.example', undefined],
  ])('%j is for %s %j', (auths, host, expected) => {
    expect(storedLogin({ auths }, host)).toEqual(expected);
  });

  it('of the same registry under another name is replaced by the given one, all others stay', () => {
    const other = { auth: base64('0000-00:'), identitytoken: 'eyJ' };
    const original = { auths: { 'https://a.example/v1/': { identitytoken: 'old' }, 'x.azurecr.io': other } };
    const credentials = { username: 'ann', password: 'pw' };
    const config = privateConfig(original, '/p', { host: 'a.example', credentials });
    expect(config.auths).toEqual({ 'x.azurecr.io': other, 'a.example': { auth: base64('ann:pw') } });
    expect(privateConfig(original, '/p').auths).toEqual(original.auths);
  });
});

function ports(
  answer: Partial<CommandResult> | string,
): Ports & { calls: Parameters<Exec>[]; masked: string[] } {
  const calls: Parameters<Exec>[] = [];
  const masked: string[] = [];
  const exec: Exec = async (...call) => {
    calls.push(call);
    return {
      exitCode: 0,
      stdout: '',
      stderr: '',
      ...(typeof answer === 'string' ? { stdout: answer } : answer),
    };
  };
  const env = {
    PATH: '/bin',
    AWS_SECRET_ACCESS_KEY: 'aws',
    'INPUT_REGISTRY-PASSWORD': 'canary',
    GITHUB_TOKEN: 'x',
  };
  return { exec, env, calls, masked, mask: (text: string) => masked.push(text) } as never;
}

describe('a credential helper', () => {
  const config = { credsStore: 'store', credHelpers: { 'e.example': 'ecr-login', 'own.example': '' } };

  it('is asked for its registries, with no secret of this step in its environment', async () => {
    const asked = ports('{"Username":"ann","Secret":"hunter2"}');
    expect(await dockerLogin(config, 'e.example', asked)).toEqual({ username: 'ann', password: 'hunter2' });
    expect(await dockerLogin(config, 'docker.io', asked)).toEqual({ username: 'ann', password: 'hunter2' });
    expect(asked.calls.map(([program, args, options]) => [program, args, options?.input])).toEqual([
      ['docker-credential-ecr-login', ['get'], 'e.example'],
      ['docker-credential-store', ['get'], 'https://index.docker.io/v1/'],
    ]);
    expect(asked.calls[0]?.[2]?.env).toEqual({ PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'aws' });
    expect(asked.masked).toContain('hunter2');
    expect(await dockerLogin(config, 'own.example', asked)).toBeUndefined();
    expect(asked.calls).toHaveLength(2);
  });

  it.each([
    ['{"Username":"<token>","Secret":"eyJ"}', { username: '', password: '', identityToken: 'eyJ' }],
    ['{"Username":"","Secret":""}', undefined],
    [{ exitCode: 1, stdout: 'credentials not found in native keychain\n' }, undefined],
  ])('that answers %j gives %j', async (answer, expected) => {
    expect(await dockerLogin(config, 'e.example', ports(answer))).toEqual(expected);
  });

  it.each([
    ['hunter2'],
    ['{"Username":"ann","Secret":["hunter2"]}'],
    ['null'],
    [{ exitCode: 1, stdout: 'no valid providers in chain' }],
  ])('that answers %j is an error that shows no secret', async (answer) => {
    const run = dockerLogin(config, 'e.example', ports(answer));
    await expect(run).rejects.toMatchObject({ parts: { reason: 'registry-auth' } });
    await expect(run).rejects.not.toThrow('hunter2');
    await expect(run).rejects.toThrow(/docker-credential-ecr-login.*e\.example/);
  });
});

describe('the configuration file', () => {
  const read = (text: string | Error | undefined) =>
    readDockerConfig({
      dockerConfig: {
        path: '/home/ann/.docker',
        files: { readText: async () => (text instanceof Error ? Promise.reject(text) : text) },
      },
    } as never);

  it.each([
    [undefined, {}],
    ['', {}],
    [' \n', {}],
    ['{"auths":null,"credsStore":"","psFormat":"x"}', { auths: null, credsStore: '', psFormat: 'x' }],
    ['{"auths":{"a":{"auth":"","email":"x"}}}', { auths: { a: { auth: '', email: 'x' } } }],
  ])('%j is read', async (text, expected) => expect(await read(text)).toEqual(expected));

  it.each([
    ['{"auths": canary', 'it is no JSON'],
    ['"canary"', 'it is no JSON object'],
    ['["canary"]', 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    ['{"auths":["canary"]}', '`auths` is no object'],
    ['{"auths":{"a.example":"canary"}}', 'the login of "a.example" in `auths` is no object of texts'],
    ['{"auths":{"a.example":{"auth":{"x":"canary"}}}}', 'is no object of texts'],
    ['{"auths":{"a.example":{"auth":"canary!"}}}', '`auth` that is no base64'],
    ['{"credsStore":"../canary"}', '`credsStore` is no name'],
    ['{"credHelpers":{"a":"x y;canary"}}', 'a value of `credHelpers` is no name'],
    ['{"credHelpers":7}', '`credHelpers` is no object'],
    ['{"cliPluginsExtraDirs":"canary"}', 'no list of folders'],
    [
      new Error("EACCES: permission denied, open '/home/ann/.docker/config.json'"),
      'EACCES: permission denied',
    ],
  ])('%s is an error that shows nothing of it', async (text, what) => {
    const error = await read(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ parts: { reason: 'bad-input', what: expect.stringContaining(what) } });
    expect(error).toMatchObject({
      parts: { what: expect.stringContaining('/home/ann/.docker/config.json') },
    });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('canary');
  });
});
