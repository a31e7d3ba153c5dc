import { nodeExec, nodeHttp } from '@workaday/core/node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { githubSigns } from '../support/github-signs.ts';
import { pushImage } from '../support/push-image.ts';
import { runBuild, type Situation } from '../support/run-build.ts';

const env = (name: string) => process.env[name] ?? '';
const day = 24 * 60 * 60 * 1000;
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;
let proxy: FaultProxy;
let image: string;

beforeAll(async () => {
  proxy = await startFaultProxy(env('WORKADAY_REGISTRY'));
});
afterAll(() => proxy.stop());
beforeEach(() => {
  image = `${proxy.host}/reuse/${stamp}-${++count}`;
});

const docker = () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG'), BUILDX_BUILDER: env('WORKADAY_BUILDER') });
const noDocker: Situation['exec'] = (program, args) =>
  Promise.reject(new Error(`${program} ${args.join(' ')} was called`));
const files = {
  Dockerfile: 'FROM scratch\nCOPY hello /hello\nCMD ["/hello"]\nUSER 1000\n',
  hello: 'hello\n',
};
const other = 'beef'.padEnd(40, '0');

function run(version: string, more: Partial<Situation> = {}, lines: string[] = []) {
  const inputs = { image, version, ...more.inputs };
  return runBuild({ env: docker(), files, ...more, inputs }, lines);
}

const digestOf = async (tag: string) => {
  const [host = '', ...path] = image.split('/');
  const answer = await fetch(`http://${host}/v2/${path.join('/')}/manifests/${tag}`, {
    method: 'HEAD',
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  });
  return answer.headers.get('docker-content-digest');
};

/** GitHub's signatures for runs of this test's repository; `run` says what of them differs. */
async function signing(claims: Record<string, unknown> = {}) {
  const github = await githubSigns();
  const http: Situation['http'] = (url, request) =>
    url.startsWith(github.issuer) ? github.http(url, request) : nodeHttp(url, request);
  const own = {
    workflow_ref: 'Acme/Shop/.github/workflows/ship.yml@refs/heads/main',
    iat: Math.floor(Date.now() / 1000),
  };
  return { http, oidc: github.tokens({ ...own, ...claims }) };
}

describe('an unchanged source', () => {
  it('is not built again: no call of docker, few requests, the same digest under its new tag', async () => {
    const first = await run('1.0.0');
    proxy.replan(() => 'pass');
    const second = await run('1.0.1', { sha: other, exec: noDocker });
    expect(second).toMatchObject({
      outcome: 'reused',
      reason: 'source-unchanged',
      outputs: { image: first.outputs.image, reused: 'shop', built: '', tags: '{"shop":["1.0.1"]}' },
    });
    expect(proxy.requests.length).toBeLessThanOrEqual(10);
    expect(`${image}@${await digestOf('1.0.1')}`).toBe(first.outputs.image);
  });

  it('is built when a byte changed, and not when only ignored files did', async () => {
    const ignoring = { ...files, '.dockerignore': 'notes\n', notes: 'a' };
    await run('1.0.0', { files: ignoring });
    expect(await run('1.0.1', { files: { ...ignoring, notes: 'b' }, exec: noDocker })).toMatchObject({
      outcome: 'reused',
    });
    expect(await run('1.0.2', { files: { ...ignoring, hello: 'hullo\n' } })).toMatchObject({
      outcome: 'built',
    });
  });

  it('is built when reuse is never, and keeps its digest: no label names the new commit', async () => {
    const first = await run('1.0.0');
    const again = await run('1.0.1', { sha: other, inputs: { reuse: 'never' } });
    expect(again).toMatchObject({ outcome: 'built', outputs: { image: first.outputs.image } });
  });

  it('is built from nothing when its image is too old', async () => {
    const commands: string[][] = [];
    const exec: Situation['exec'] = (program, args, options) => {
      commands.push([...args]);
      return nodeExec(program, args, options);
    };
    await run('1.0.0');
    const lines: string[] = [];
    expect(await run('1.0.1', { later: 8 * day, exec }, lines)).toMatchObject({ outcome: 'built' });
    expect(commands.find((args) => args.includes('build'))).toContain('--no-cache');
    expect(lines[0]).toContain('is 8 days old');
    expect(
      await run('1.0.2', { later: 8 * day, inputs: { 'max-age': '30d' }, exec: noDocker }),
    ).toMatchObject({ outcome: 'reused' });
  });

  it('is built when the image is gone', async () => {
    const first = await run('1.0.0');
    const digest = first.outputs.image?.split('@')[1];
    await fetch(`http://${image.replace('/', '/v2/')}/manifests/${digest}`, { method: 'DELETE' });
    const lines: string[] = [];
    await run('1.0.1', {}, lines);
    expect(lines[0]).toContain('is no longer in the registry');
  });
});

describe('base images', () => {
  it('that moved make another source', async () => {
    const base = `${image}/base`;
    const push = (layer: string) =>
      pushImage(proxy.host, base.slice(base.indexOf('/') + 1), 'latest', { layer });
    const on = { ...files, Dockerfile: `FROM ${base}\nCOPY hello /hello\n` };
    await push('a');
    await run('1.0.0', { files: on });
    expect(await run('1.0.1', { files: on, exec: noDocker })).toMatchObject({ outcome: 'reused' });
    await push('b');
    expect(await run('1.0.2', { files: on })).toMatchObject({ outcome: 'built' });
  });

  it('with ONBUILD triggers make every file count', async () => {
    const base = `${image}/base`;
    const made = await runBuild({
      env: docker(),
      files: { Dockerfile: 'FROM scratch\nONBUILD COPY . /\n' },
      inputs: { image: base, version: '1' },
    });
    const on = { Dockerfile: `FROM ${made.outputs.image}\n`, hello: 'a' };
    const first = await run('1.0.0', { files: on });
    expect(await run('1.0.1', { files: on, exec: noDocker })).toMatchObject({ outcome: 'reused' });
    const changed = await run('1.0.2', { files: { ...on, hello: 'b' } });
    expect(changed.outcome).toBe('built');
    expect(changed.outputs.image).not.toBe(first.outputs.image);
  });

  it('that no registry knows are never taken for the same', async () => {
    const on = { Dockerfile: 'FROM scratch\nADD http://127.0.0.1:9/x /x\n' };
    const lines: string[] = [];
    await expect(run('1.0.0', { files: on }, lines)).rejects.toThrow();
    expect(lines[0]).toContain('nothing pins');
  });
});

describe('whose images count', () => {
  const pull = { event: 'pull_request', ref: 'refs/pull/7/merge' };

  it('what a pull request pushed is not taken by main', async () => {
    const lines: string[] = [];
    expect(await run('pr-7', pull, lines)).toMatchObject({ outcome: 'built' });
    expect(lines[1]).toContain('is taken by no other run');
    expect(await run('1.0.0')).toMatchObject({ outcome: 'built' });
  });

  it('what a run on the default branch wrote for others pushed is not taken either', async () => {
    await run('1.0.0', { event: 'pull_request_target' });
    expect(await run('1.0.1')).toMatchObject({ outcome: 'built' });
  });

  it('a pull request takes what main built', async () => {
    const first = await run('1.0.0');
    expect(await run('pr-7', { ...pull, exec: noDocker })).toMatchObject({
      outcome: 'reused',
      outputs: { image: first.outputs.image },
    });
  });

  it('what GitHub signed is taken, and said to be signed', async () => {
    await run('1.0.0', await signing());
    const lines: string[] = [];
    const again = { ...(await signing({ sha: other })), sha: other, exec: noDocker };
    const second = await run('1.0.1', again, lines);
    expect(second.outcome).toBe('reused');
    expect(lines[0]).toContain('signed by GitHub');
  });

  it('what is not signed is not taken where signatures can be had, nor where they must', async () => {
    await run('1.0.0');
    expect(await run('1.0.1', await signing())).toMatchObject({ outcome: 'built' });
    image = `${image}-signed`;
    await run('1.0.0');
    expect(await run('1.0.1', { inputs: { reuse: 'signed' } })).toMatchObject({ outcome: 'built' });
  });

  it("a pull request's signature does not count for main", async () => {
    const claims = {
      event_name: 'pull_request',
      ref: 'refs/pull/7/merge',
      workflow_ref: 'Acme/Shop/.github/workflows/ship.yml@refs/pull/7/merge',
    };
    // A job that pretends to be main, with the only token that it can get.
    await run('1.0.0', await signing(claims));
    const lines: string[] = [];
    expect(await run('1.0.1', await signing(), lines)).toMatchObject({ outcome: 'built' });
    expect(lines[0]).toContain('does not count');
  });
});
