import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import { describe, expect, it } from 'vitest';
import { builders, useBuilder } from '../support/builders.ts';
import { branchOf, endsHere } from '../support/github-line.ts';
import { commit, runBuild, type Situation } from '../support/run-build.ts';

const env = (name: string) => process.env[name] ?? '';
const stamp = `${process.pid}-${Date.now()}`;
let count = 0;
const fresh = () => `${env('WORKADAY_REGISTRY')}/publish/${stamp}-${++count}`;
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

interface Served {
  digest: string | null;
  content: { manifests?: { digest: string; platform: { os: string } }[]; config?: { digest: string } };
}

async function served(image: string, reference: string): Promise<Served> {
  const answer = await fetch(`http://${image.replace('/', '/v2/')}/manifests/${reference}`, {
    headers: { accept },
  });
  return {
    digest: answer.headers.get('docker-content-digest'),
    content: (await answer.json()) as Served['content'],
  };
}

const files = {
  Dockerfile: 'FROM scratch\nCOPY hello /hello\nCMD ["/hello"]\nUSER 1000\n',
  hello: 'hello\n',
};
const remote = () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG'), BUILDX_BUILDER: env('WORKADAY_BUILDER') });
const run = (image: string, version: string, more: Partial<Situation> = {}, lines: string[] = []) =>
  runBuild({ env: remote(), files, ...more, inputs: { image, version, ...more.inputs } }, lines);
const pinned = (image: string, digest: string | null | undefined) => `${image}@${digest}`;

describe.each(builders)('on %s', (_, variables) => {
  const environment = useBuilder(variables);

  it('the digest is what the registry serves under the tag', async () => {
    const image = fresh();
    const report = await run(image, '1.0.0', { env: environment() });
    expect(report.outputs.image).toBe(pinned(image, (await served(image, '1.0.0')).digest));
  });
});

describe.each(builders.slice(1))('on %s, which can do all', (_, variables) => {
  const environment = useBuilder(variables);

  it('with provenance, the deployed image stays an image, and the provenance has its own tag', async () => {
    const image = fresh();
    const report = await run(image, '1.0.0', { env: environment(), inputs: { provenance: 'min' } });
    const plain = await served(image, '1.0.0');
    expect(report.outputs.image).toBe(pinned(image, plain.digest));
    expect(plain.content.config).toBeDefined();
    const around = await served(image, '1.0.0-provenance');
    expect(around.content.manifests?.map(({ platform }) => platform.os).sort()).toEqual(['linux', 'unknown']);
    expect(around.content.manifests?.[0]?.digest).toBe(plain.digest);
    expect(JSON.parse(report.outputs.tags ?? '')).toEqual({ shop: ['1.0.0', '1.0.0-provenance'] });
  });

  it('several platforms are one index, and its digest is deployed', async () => {
    const image = fresh();
    const inputs = { platforms: 'linux/amd64,linux/386' };
    const report = await run(image, '1.0.0', { env: environment(), inputs });
    const index = await served(image, '1.0.0');
    expect(report.outputs.image).toBe(pinned(image, index.digest));
    expect(index.content.manifests).toHaveLength(2);
  });

  it('layers are kept for the next build of the branch, which begins with them', async () => {
    const image = fresh();
    const inputs = { cache: 'always' };
    const lines: string[] = [];
    await run(image, '1.0.0', { env: environment(), inputs }, lines);
    expect(lines.filter((line) => line.includes('layer cache'))).toEqual([
      expect.stringContaining('kept for main'),
    ]);
    const commands: string[] = [];
    const exec: Situation['exec'] = (program, args, options) => {
      commands.push(args.join(' '));
      return nodeExec(program, args, options);
    };
    const again = { ...files, Dockerfile: `${files.Dockerfile}LABEL again=1\n` };
    await run(image, '1.0.1', { env: environment(), files: again, exec, inputs });
    expect(commands.find((each) => each.includes('--output=type=image'))).toMatch(
      /--cache-from=type=registry,ref=\S+@sha256:[0-9a-f]{64}/,
    );
  });
});

it("docker's classic store keeps no layers in a registry, and says so", async () => {
  const lines: string[] = [];
  await run(
    fresh(),
    '1.0.0',
    { env: { DOCKER_CONFIG: env('DOCKER_CONFIG') }, inputs: { cache: 'always' } },
    lines,
  );
  expect(lines.find((line) => line.startsWith('layer cache'))).toContain('cannot export');
});

describe('a tag that never moves', () => {
  it('stays with the image that has it; the other one gets the tag beside it', async () => {
    const image = fresh();
    const first = await run(image, '1.0.0');
    const second = await run(image, '1.0.0', { files: { ...files, hello: 'other\n' } });
    expect(pinned(image, (await served(image, '1.0.0')).digest)).toBe(first.outputs.image);
    const beside = `1.0.0-${second.outputs.image?.split(':').at(-1)?.slice(0, 12)}`;
    expect(pinned(image, (await served(image, beside)).digest)).toBe(second.outputs.image);
    expect(second.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', title: 'Build: tag taken' }),
    );
  });
});

describe('moving tags', () => {
  const commits = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  it.each(orders)('end at the newest commit when runs end in the order %d, %d, %d', async (...order) => {
    const image = fresh();
    for (const position of order) {
      await run(image, `1.0.${position}`, {
        sha: commits[position] ?? '',
        files: { ...files, hello: `${position}\n` },
        http: branchOf(...commits),
        inputs: { 'moving-tags': 'latest\nstable' },
      });
    }
    const newest = (await served(image, '1.0.2')).digest;
    for (const tag of ['latest', 'stable']) expect((await served(image, tag)).digest).toBe(newest);
  });

  it('end at the newest commit when runs overlap', async () => {
    const image = fresh();
    await Promise.all(
      commits.map((sha, position) =>
        run(image, `1.0.${position}`, {
          sha,
          files: { ...files, hello: `${position}\n` },
          http: branchOf(...commits),
          inputs: { 'moving-tags': 'latest' },
        }),
      ),
    );
    expect((await served(image, 'latest')).digest).toBe((await served(image, '1.0.2')).digest);
  });

  it('are moved for an image that is taken, too', async () => {
    const image = fresh();
    const inputs = { 'moving-tags': 'latest' };
    await run(image, '1.0.0', { http: endsHere, inputs });
    const report = await run(image, '1.0.1', { http: endsHere, inputs });
    expect(report).toMatchObject({
      outcome: 'reused',
      summary: expect.stringContaining('names this image already'),
    });
  });

  it('are left by a pull request, and by a run that GitHub tells nothing', async () => {
    const image = fresh();
    const inputs = { 'moving-tags': 'latest' };
    const pull = await run(image, 'pr-1', { event: 'pull_request', ref: 'refs/pull/1/merge', inputs });
    expect(pull.summary).toContain('was not moved');
    const alone = await run(image, '1.0.0', { inputs });
    expect(alone.summary).toContain('GitHub does not say');
    expect((await fetch(`http://${image.replace('/', '/v2/')}/manifests/latest`)).status).toBe(404);
  });
});

describe('a reproducible build', () => {
  const examples = join(import.meta.dirname, '../../../../examples');
  const tree = (folder: string, at = ''): Record<string, string> =>
    Object.assign(
      {},
      ...readdirSync(join(folder, at), { withFileTypes: true }).map((entry) => {
        const path = at === '' ? entry.name : `${at}/${entry.name}`;
        return entry.isDirectory()
          ? tree(folder, path)
          : { [path]: readFileSync(join(folder, path), 'utf8') };
      }),
    );

  it.each(['web-service', 'monorepo'])(
    'of the example %s makes the same digests twice, from nothing',
    async (name) => {
      const host = env('WORKADAY_REGISTRY');
      const given = {
        env: { ...remote(), SOURCE_DATE_EPOCH: '1795000000' },
        files: tree(join(examples, name)),
        inputs: { version: '1.0.0', registry: host, reproducible: 'true', reuse: 'never', cache: 'off' },
      };
      const first = await runBuild(given);
      execFileSync(
        'docker',
        ['buildx', 'prune', '--all', '--force', `--builder=${env('WORKADAY_BUILDER')}`],
        { env: { ...process.env, ...remote() } },
      );
      const second = await runBuild(given);
      expect(second).toMatchObject({ outcome: 'built', outputs: { images: first.outputs.images } });
    },
  );

  it('has the time of its commit', async () => {
    const exec: Situation['exec'] = (program, args, options) =>
      program === 'git'
        ? Promise.resolve({ exitCode: 0, stdout: '1795000000\n', stderr: '' })
        : nodeExec(program, args, options);
    const image = fresh();
    await run(image, '1.0.0', { exec, inputs: { reproducible: 'true' } });
    const { content } = await served(image, '1.0.0');
    const config = await fetch(`http://${image.replace('/', '/v2/')}/blobs/${content.config?.digest}`);
    expect(await config.json()).toMatchObject({
      created: '2026-11-18T11:06:40Z',
      config: { Labels: { 'org.opencontainers.image.revision': commit } },
    });
  });

  it('needs to know the time', async () => {
    await expect(run(fresh(), '1.0.0', { inputs: { reproducible: 'true' } })).rejects.toMatchObject({
      parts: { reason: 'bad-input', what: expect.stringContaining('the time of the commit') },
    });
  });
});
