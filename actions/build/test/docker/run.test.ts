import type { Exec } from '@workaday/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushImage } from '../support/push-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { commit, runBuild } from '../support/run-build.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

const files = { Dockerfile: 'FROM scratch\n' };
const revision = { 'org.opencontainers.image.revision': commit };
let repository = 0;
const fresh = () => `${registry.host}/acme/shop-${++repository}`;

/** A docker that answers `inspect` and does as told for `build`. */
function docker(build: Exec): { exec: Exec; calls: string[][] } {
  const calls: string[][] = [];
  const exec: Exec = (program, args, options) => {
    calls.push([program, ...args]);
    if (args[1] === 'inspect')
      return Promise.resolve({ exitCode: 0, stdout: 'Driver: docker\n', stderr: '' });
    return build(program, args, options);
  };
  return { exec, calls };
}

const untouched: Exec = () => Promise.reject(new Error('docker was called'));

/** Pushes what buildx would, with its labels. */
const pushing: Exec = async (_, args) => {
  const value = (flag: string) =>
    args.filter((each) => each.startsWith(`--${flag}=`)).map((each) => each.slice(flag.length + 3));
  const [host = '', path = '', tag = ''] = /^([^/]+)\/(.+):(.+)$/.exec(value('tag')[0] ?? '')?.slice(1) ?? [];
  await pushImage(
    host,
    path,
    tag,
    Object.fromEntries(value('label').map((label) => label.split(/=(.*)/s).slice(0, 2))),
  );
  return { exitCode: 0, stdout: '', stderr: '' };
};

describe('a build', () => {
  it('answers the digest of the registry, and a second run reuses it without docker', async () => {
    const image = fresh();
    const { exec, calls } = docker(pushing);
    const first = await runBuild({ files, exec, inputs: { image, version: '1.0.0' } });
    expect(first).toMatchObject({
      outcome: 'built',
      outputs: { image: expect.stringMatching(`^${image}@sha256:[0-9a-f]{64}$`) },
    });
    expect(first.outputs.images).toBe(`shop=${first.outputs.image}`);
    expect(calls).toHaveLength(2);
    const again = await runBuild({ files, exec: untouched, inputs: { image, version: '1.0.0' } });
    expect(again).toMatchObject({ outcome: 'reused', reason: 'image-exists', outputs: first.outputs });
  });

  it('is done again for another commit, and when reuse is off', async () => {
    const image = fresh();
    await pushImage(registry.host, image.split('/').slice(1).join('/'), '1.0.0', revision);
    const { exec, calls } = docker(pushing);
    await runBuild({ files, exec, inputs: { image, version: '1.0.0' }, sha: 'b'.repeat(40) });
    await runBuild({ files, exec, inputs: { image, version: '1.0.0', reuse: 'never' }, sha: 'b'.repeat(40) });
    expect(calls.filter(([, , sub]) => sub === 'build')).toHaveLength(2);
  });

  it('of several services builds those that are missing', async () => {
    const [api, web] = [fresh(), fresh()];
    await pushImage(registry.host, api.split('/').slice(1).join('/'), '1.0.0', revision);
    const config = `services: { api: { image: '${api}' }, web: { image: '${web}', context: web } }\n`;
    const { exec, calls } = docker(pushing);
    const report = await runBuild({
      files: { ...files, 'workaday.yml': config, 'web/Dockerfile': 'FROM scratch\n' },
      exec,
      inputs: { version: '1.0.0' },
    });
    expect(report).toMatchObject({ outcome: 'built', outputs: { image: '' } });
    expect(report.outputs.images?.split('\n').map((line) => line.replace(/@.*/, ''))).toEqual([
      `api=${api}`,
      `web=${web}`,
    ]);
    expect(calls.filter(([, , sub]) => sub === 'build')).toHaveLength(1);
    expect(Object.keys(JSON.parse(report.outputs['source-keys'] ?? ''))).toEqual(['api', 'web']);
  });

  it('in a dry run touches nothing', async () => {
    const report = await runBuild({
      files,
      exec: untouched,
      inputs: { image: '127.0.0.1:9/a/b', 'dry-run': 'true' },
    });
    expect(report).toMatchObject({ outcome: 'built', reason: 'dry-run', outputs: { image: '', images: '' } });
  });

  it('leaves no secret anywhere', async () => {
    const lines: string[] = [];
    const seen: string[] = [];
    const { exec, calls } = docker(async (program, args, options) => {
      seen.push(JSON.stringify(options?.env));
      const { readFileSync } = await import('node:fs');
      const file = /src=(.*)/.exec(args.find((each) => each.startsWith('--secret=')) ?? '')?.[1] ?? '';
      expect(readFileSync(file, 'utf8')).toBe('canary-build ');
      return pushing(program, args, options);
    });
    const inputs = {
      image: fresh(),
      'build-secrets': 'npm=canary-build ',
      'registry-username': 'ann',
      'registry-password': 'canary-password',
    };
    const report = await runBuild({ files, exec, inputs }, lines);
    for (const text of [JSON.stringify(report), JSON.stringify(calls), ...lines, ...seen])
      expect(text).not.toContain('canary');
  });
});

describe('what would fail late, fails before', () => {
  const failing =
    (stderr: string): Exec =>
    () =>
      Promise.resolve({ exitCode: 1, stdout: '', stderr });

  it('no Dockerfile', async () => {
    await expect(runBuild({ files: {}, exec: untouched })).rejects.toMatchObject({
      parts: { reason: 'no-dockerfile', what: 'shop: there is no Dockerfile' },
    });
  });

  it('no build context', async () => {
    await expect(runBuild({ files, exec: untouched, inputs: { context: 'nope' } })).rejects.toMatchObject({
      parts: { reason: 'no-dockerfile', what: 'shop: the build context nope is no folder of the checkout' },
    });
  });

  it.each([
    ["docker: unknown command: docker buildx\n\nRun 'docker --help' for more information", 'no-buildx'],
    ["docker: 'buildx' is not a docker command.", 'no-buildx'],
    ['ERROR: no builder "x" found', 'no-builder'],
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'no-builder'],
  ])('%s', async (stderr, reason) => {
    const run = runBuild({ files, exec: failing(stderr), inputs: { image: fresh() } });
    await expect(run).rejects.toMatchObject({ parts: { reason } });
  });

  it('a registry that is not there', async () => {
    const { exec, calls } = docker(pushing);
    const run = runBuild({ files, exec, inputs: { image: '127.0.0.1:9/a/b' } });
    await expect(run).rejects.toMatchObject({ parts: { reason: 'registry-unreachable' } });
    expect(calls.filter(([, , sub]) => sub === 'build')).toEqual([]);
  });
});

describe('a build that fails', () => {
  it('is explained, with all services that failed', async () => {
    const config = `services: { api: { image: '${fresh()}' }, web: { image: '${fresh()}' } }\n`;
    const { exec } = docker(async (_, __, options) => {
      for (const line of [
        'Dockerfile:1',
        'ERROR: failed to solve: dockerfile parse error on line 1: unknown instruction: FRM',
      ]) {
        options?.onLine?.(line);
      }
      return { exitCode: 1, stdout: '', stderr: '' };
    });
    await expect(runBuild({ files: { ...files, 'workaday.yml': config }, exec })).rejects.toMatchObject({
      parts: {
        reason: 'bad-dockerfile',
        problems: [{ place: { file: 'Dockerfile', line: 1 } }, { place: { file: 'Dockerfile', line: 1 } }],
      },
    });
  });

  it('says when the registry does not have what was built', async () => {
    const { exec } = docker(() => Promise.resolve({ exitCode: 0, stdout: '', stderr: '' }));
    await expect(runBuild({ files, exec, inputs: { image: fresh() } })).rejects.toMatchObject({
      parts: { reason: 'digest-mismatch' },
    });
  });

  it('says when another run pushed the same tag', async () => {
    const { exec } = docker(async (program, args, options) => {
      const { writeFileSync } = await import('node:fs');
      const file =
        args.find((each) => each.startsWith('--metadata-file='))?.slice('--metadata-file='.length) ?? '';
      writeFileSync(file, JSON.stringify({ 'containerimage.digest': `sha256:${'0'.repeat(64)}` }));
      return pushing(program, args, options);
    });
    await expect(runBuild({ files, exec, inputs: { image: fresh() } })).rejects.toMatchObject({
      parts: { reason: 'digest-mismatch' },
    });
  });
});
