import type { Exec } from '@workaday/core';
import { nodeExec } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { runBuild, type Situation } from '../support/run-build.ts';

const env = (name: string) => process.env[name] ?? '';
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;
const fresh = (host = env('WORKADAY_REGISTRY')) => `${host}/preflight/${stamp}-${++count}`;
const files = { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' };
const docker = () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG') });

/** Real docker, which may be asked and must not build. */
const neverBuilds: Exec = (program, args, options) =>
  args.includes('build')
    ? Promise.reject(new Error('something was built'))
    : nodeExec(program, args, options);
const untouched: Exec = () => Promise.reject(new Error('docker was called'));
const failing =
  (stderr: string): Exec =>
  () =>
    Promise.resolve({ exitCode: 1, stdout: '', stderr });

const run = (situation: Partial<Situation>, lines: string[] = []) =>
  runBuild({ env: docker(), files, exec: neverBuilds, ...situation }, lines);

describe('what would fail late, fails before anything is built', () => {
  it('no Dockerfile', async () => {
    await expect(run({ files: {}, exec: untouched })).rejects.toMatchObject({
      parts: { reason: 'no-dockerfile', what: 'shop: there is no Dockerfile' },
    });
  });

  it('no build context', async () => {
    await expect(run({ exec: untouched, inputs: { context: 'nope' } })).rejects.toMatchObject({
      parts: { reason: 'no-dockerfile', what: 'shop: the build context nope is no folder of the checkout' },
    });
  });

  it.each([
    ["docker: unknown command: docker buildx\n\nRun 'docker --help' for more information", 'no-buildx'],
    ["docker: 'buildx' is not a docker command.", 'no-buildx'],
    ['ERROR: no builder "x" found', 'no-builder'],
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'no-builder'],
  ])('docker that says %j', async (stderr, reason) => {
    const ended = run({ exec: failing(stderr), inputs: { image: fresh() } });
    await expect(ended).rejects.toMatchObject({
      parts: { reason, next: expect.stringMatching(/Install|Start/) },
    });
  });

  it('a builder that is not there', async () => {
    await expect(run({ inputs: { image: fresh(), builder: 'nobody' } })).rejects.toMatchObject({
      parts: { reason: 'no-builder', what: expect.stringContaining('nobody') },
    });
  });

  it('a docker daemon that does not run', async () => {
    const gone = { ...docker(), DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    await expect(run({ env: gone, inputs: { image: fresh() } })).rejects.toMatchObject({
      parts: { reason: 'no-builder' },
    });
  });

  it('a registry that is not there', async () => {
    await expect(run({ inputs: { image: '127.0.0.1:65530/a/b' } })).rejects.toMatchObject({
      parts: { reason: 'registry-unreachable' },
    });
  });

  it('a full disk', async () => {
    const full = { freeSpace: async () => 10 * 1024 ** 2, inputs: { image: fresh() } };
    await expect(run(full)).rejects.toMatchObject({
      parts: { reason: 'disk-full', what: expect.stringContaining('10 MiB') },
    });
  });

  it('what the builder cannot do, all of it', async () => {
    const inputs = {
      image: fresh(),
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'min',
      reproducible: 'true',
    };
    await expect(run({ inputs })).rejects.toMatchObject({
      parts: { reason: 'builder-cannot', problems: { length: 3 } },
    });
  });

  it('a Dockerfile that will hurt, in a strict build', async () => {
    const Dockerfile = 'FROM scratch\nENV API_TOKEN=ghp_0123456789012345678901234567890123456789\n';
    await expect(
      run({ exec: untouched, files: { Dockerfile }, inputs: { image: fresh(), fit: 'strict' } }),
    ).rejects.toMatchObject({
      parts: { reason: 'does-not-fit', problems: [{ place: { file: 'Dockerfile', line: 2 } }] },
    });
  });
});

describe('a user who may not push', () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    const denied = { status: 403, body: '{"errors":[{"code":"DENIED","message":"write_package"}]}' };
    proxy = await startFaultProxy(env('WORKADAY_REGISTRY'), ({ method }) =>
      method === 'POST' ? denied : 'pass',
    );
  });
  afterAll(() => proxy.stop());

  it('is told so before anything is built', async () => {
    await expect(run({ inputs: { image: fresh(proxy.host) } })).rejects.toMatchObject({
      parts: { reason: 'push-refused', what: expect.stringContaining('write_package') },
    });
  });
});

it('a dry run touches nothing', async () => {
  const image = fresh();
  const lines: string[] = [];
  const report = await run({ exec: untouched, inputs: { image, 'dry-run': 'true' } }, lines);
  expect(report).toMatchObject({ outcome: 'built', reason: 'dry-run', outputs: { image: '', images: '' } });
  expect(lines).toEqual([expect.stringContaining('is to be built: no image of this source is known')]);
});

it('services that fail are all told', async () => {
  const config = `services: { api: { image: '${fresh()}' }, web: { image: '${fresh()}' } }\n`;
  const wrong = { Dockerfile: 'FROM scratch\nCOPPY a /\n', 'workaday.yml': config };
  await expect(run({ files: wrong, exec: nodeExec })).rejects.toMatchObject({
    parts: {
      reason: 'bad-dockerfile',
      problems: [{ place: { file: 'Dockerfile', line: 2 } }, { place: { file: 'Dockerfile', line: 2 } }],
    },
  });
});
