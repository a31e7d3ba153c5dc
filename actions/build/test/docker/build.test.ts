import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builders, useBuilder } from '../support/builders.ts';
import { annsLogin, startRegistry, type TestRegistry } from '../support/registry.ts';
import { runBuild } from '../support/run-build.ts';

const env = (name: string) => process.env[name] ?? '';
const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe' });
/** A repository of its own for each test, so that they can run again on the same testbed. */
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;
const fresh = (registry = env('WORKADAY_REGISTRY')) => `${registry}/build-test/${stamp}-${++count}`;

const files = { Dockerfile: 'FROM scratch\nCOPY hello /hello\n', hello: 'hello\n' };
describe.each(builders)('on %s', (_, variables) => {
  const environment = useBuilder(variables);
  const situation = () => ({ env: environment() });

  it('an image is pushed, and the digest is what the registry serves', async () => {
    const image = fresh();
    const report = await runBuild({ ...situation(), files, inputs: { image, version: '1.0.0' } });
    expect(report).toMatchObject({ outcome: 'built', reason: 'ok' });
    const [host, path] = [image.slice(0, image.indexOf('/')), image.slice(image.indexOf('/') + 1)];
    const digest = report.outputs.image?.split('@')[1];
    const answer = await fetch(`http://${host}/v2/${path}/manifests/${digest}`, {
      headers: {
        accept:
          'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json',
      },
    });
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
    const { layers } = (await answer.json()) as { layers: unknown[] };
    expect(layers).toHaveLength(1);
    const never = { exec: () => Promise.reject(new Error('docker was called')) };
    const again = await runBuild({ ...situation(), ...never, files, inputs: { image, version: '1.0.0' } });
    expect(again).toMatchObject({ outcome: 'reused', outputs: { image: report.outputs.image } });
  });

  it('a wrong line is shown with its place', async () => {
    const run = runBuild({
      ...situation(),
      files: { Dockerfile: 'FROM scratch\nCOPPY hello /\n' },
      inputs: { image: fresh() },
    });
    await expect(run).rejects.toMatchObject({
      parts: { reason: 'bad-dockerfile', place: { file: 'Dockerfile', line: 2 } },
    });
  });

  it('a file that is not there is shown with its place', async () => {
    const run = runBuild({
      ...situation(),
      files: { Dockerfile: 'FROM scratch\n\nCOPY nope /\n' },
      inputs: { image: fresh() },
    });
    await expect(run).rejects.toMatchObject({
      parts: { reason: 'bad-dockerfile', place: { file: 'Dockerfile', line: 3 } },
    });
  });

  it('a base that is not there is said', async () => {
    const Dockerfile = `FROM ${fresh()}:nope\n`;
    const run = runBuild({ ...situation(), files: { Dockerfile }, inputs: { image: fresh() } });
    await expect(run).rejects.toMatchObject({
      parts: { reason: 'base-image' },
    });
  });

  it('a secret is there in the step, and nowhere afterwards', async () => {
    const image = fresh();
    const secret = `canary-${stamp}`;
    const lines: string[] = [];
    const Dockerfile = [
      `FROM ${env('WORKADAY_REGISTRY')}/library/node:24-slim`,
      `RUN --mount=type=secret,id=npm sha256sum /run/secrets/npm | grep -q ${nodeSha256(secret).slice('sha256:'.length)}`,
    ].join('\n');
    const inputs = { image, version: '1.0.0', 'build-secrets': `npm=${secret}` };
    const report = await runBuild({ ...situation(), files: { Dockerfile }, inputs }, lines);
    const name = report.outputs.image ?? '';
    docker('pull', '--quiet', name);
    const saved = execFileSync('docker', ['save', name], { maxBuffer: 2 ** 30 });
    docker('image', 'rm', name);
    for (const text of [lines.join('\n'), JSON.stringify(report), saved])
      expect(text.includes(secret)).toBe(false);
  });
});

it('a base image that only this machine has is built on, and not looked for elsewhere', async () => {
  const base = fresh();
  const local = { DOCKER_CONFIG: env('DOCKER_CONFIG') };
  docker('pull', '--quiet', `${env('WORKADAY_REGISTRY')}/library/node:24-slim`);
  docker('tag', `${env('WORKADAY_REGISTRY')}/library/node:24-slim`, `${base}:here`);
  const Dockerfile = `FROM ${base}:here\nCOPY hello /hello\nUSER 1000\nCMD ["node"]\n`;
  const lines: string[] = [];
  const report = await runBuild(
    { env: local, files: { ...files, Dockerfile }, inputs: { image: fresh() } },
    lines,
  );
  docker('image', 'rm', `${base}:here`);
  expect(report.outcome).toBe('built');
  expect(lines[0]).toContain('is to be built');
});

describe('several services', () => {
  it('are built side by side, each with its own digest', async () => {
    const [api, web] = [fresh(), fresh()];
    const lines: string[] = [];
    const report = await runBuild(
      {
        env: { DOCKER_CONFIG: env('DOCKER_CONFIG') },
        files: {
          'workaday.yml': `services: { api: { image: '${api}', context: api }, web: { image: '${web}', context: web } }\n`,
          'api/Dockerfile': 'FROM scratch\nCOPY Dockerfile /api\n',
          'web/Dockerfile': 'FROM scratch\nCOPY Dockerfile /web\n',
        },
        inputs: { version: '1.0.0' },
      },
      lines,
    );
    expect(report.outputs.images?.split('\n')).toEqual([
      expect.stringMatching(`^api=${api}@sha256:`),
      expect.stringMatching(`^web=${web}@sha256:`),
    ]);
    for (const service of ['api', 'web'])
      expect(lines.some((line) => line.startsWith(`[${service}] #`))).toBe(true);
  });
});

describe('a registry that asks for a login', () => {
  let registry: TestRegistry;
  let config: string;

  beforeAll(async () => {
    registry = await startRegistry(annsLogin);
    config = mkdtempSync(join(tmpdir(), 'workaday-docker-config-'));
    const plugins = join(env('DOCKER_CONFIG'), 'cli-plugins');
    const own = { credsStore: 'not-installed', cliPluginsExtraDirs: [plugins] };
    writeFileSync(join(config, 'config.json'), JSON.stringify(own));
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(config, { recursive: true });
  });

  const login = (password: string) => ({ 'registry-username': 'ann', 'registry-password': password });

  it("gets the step's login, although the user's own configuration names a helper", async () => {
    const inputs = { image: fresh(registry.host), version: '1.0.0', ...login('pässword') };
    const before = readdirSync(config);
    const report = await runBuild({ env: { DOCKER_CONFIG: config }, files, inputs });
    expect(report.outcome).toBe('built');
    expect(readdirSync(config).filter((name) => name !== 'buildx')).toEqual(before);
    expect(readFileSync(join(config, 'config.json'), 'utf8')).not.toContain('auths');
  });

  it('refuses another password before anything is built', async () => {
    const lines: string[] = [];
    const inputs = { image: fresh(registry.host), ...login('wrong-password') };
    const run = runBuild({ env: { DOCKER_CONFIG: config }, files, inputs }, lines);
    await expect(run).rejects.toMatchObject({ parts: { reason: 'registry-auth' } });
    expect(lines).toEqual([expect.stringContaining('is to be built')]);
  });
});

describe('a registry that takes no manifests', () => {
  let proxy: Server;
  let host: string;

  beforeAll(async () => {
    const [target, port] = env('WORKADAY_REGISTRY').split(':');
    proxy = createServer((request, response) => {
      if (request.method === 'PUT' && request.url?.includes('/manifests/')) {
        response.writeHead(403, { 'content-type': 'application/json' });
        return response.end('{"errors":[{"code":"DENIED","message":"immutable"}]}');
      }
      const onward = forward(
        { host: target, port, method: request.method, path: request.url, headers: request.headers },
        (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)),
      );
      return request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(() => proxy.close().closeAllConnections());

  it('is a refused push', async () => {
    const run = runBuild({
      env: { DOCKER_CONFIG: env('DOCKER_CONFIG') },
      files,
      inputs: { image: fresh(host) },
    });
    await expect(run).rejects.toMatchObject({ parts: { reason: 'push-refused' } });
  });
});
