import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSha256 } from '@workaday/core/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Mask } from '../../../../packages/testbed/src/runner/mask.ts';
import { appearances, type Places, placesIn, placesOfImage } from '../support/appearances.ts';
import { type FakeDocker, fakeDocker } from '../support/fake-docker.ts';
import { annsLogin, startRegistry, type TestRegistry } from '../support/registry.ts';
import { type Step, startStep } from '../support/step.ts';

const env = (name: string) => process.env[name] ?? '';
const docker = execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim();
const stamp = `${process.pid}-${Date.now()}`;
const canary = `canary-${stamp}`;
const password = 'pässword';
const texts = [canary, password];
const authorization = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;

/** A secret in every form that an input can have. */
const secrets: Record<string, string> = {
  plain: canary,
  lines: `-----BEGIN KEY-----\r\n${canary}-first\r\nline two\n${canary}=\n-----END KEY-----`,
  quotes: `"${canary}", '${canary}'`,
  shell: `$HOME \`id\` $(${canary}) \\n`,
  end: `${canary}-end\n\n`,
  unicode: `ü🔑${canary}\u200b-ß`,
  dash: `--${canary}`,
  percent: `%0A${canary}%25::x`,
  'dotted.name-1': `${canary} and a blank `,
};
const asInput = Object.entries(secrets)
  .map(([id, value]) => `${id}<<END_${id}\n${value}\nEND_${id}\n`)
  .join('');
const mounts = (ids: readonly string[]) => ids.map((id) => `--mount=type=secret,id=${id}`).join(' ');
const base = () => `FROM ${env('WORKADAY_REGISTRY')}/library/node:24-slim`;

/** Sees that each secret is there byte for byte, and prints them all. */
const usingAll = () =>
  [
    base(),
    'ARG VERSION',
    'LABEL version=$VERSION',
    ...Object.entries(secrets).map(
      ([id, value]) =>
        `RUN ${mounts([id])} test "$(sha256sum < /run/secrets/${id})" = "${nodeSha256(value).slice(7)}  -"`,
    ),
    `RUN ${mounts(Object.keys(secrets))} cat /run/secrets/*; echo; echo done > /done`,
  ].join('\n');

let registry: TestRegistry;
let wrapper: FakeDocker;
let folder: string;
let step: Step | undefined;
beforeAll(async () => {
  registry = await startRegistry(annsLogin);
});
afterAll(() => registry.stop());
beforeEach(() => {
  wrapper = fakeDocker({ real: docker });
  folder = mkdtempSync(join(tmpdir(), 'workaday-canary-'));
});
afterEach(() => {
  step?.remove();
  wrapper.remove();
  rmSync(folder, { recursive: true });
});

async function run(Dockerfile: string, variables: Record<string, string>, inputs = {}): Promise<Step> {
  const started = startStep({
    files: { Dockerfile },
    inputs: {
      image: `${registry.host}/canary/${stamp}`,
      version: '1.0.0',
      'build-args': 'VERSION=1.0.0',
      'build-secrets': asInput,
      'registry-username': 'ann',
      'registry-password': password,
      reuse: 'never',
      ...inputs,
    },
    env: {
      PATH: `${wrapper.folder}:${process.env['PATH']}`,
      DOCKER_HOST: env('DOCKER_HOST'),
      DOCKER_CONFIG: env('DOCKER_CONFIG'),
      NPM_TOKEN: canary,
      ...variables,
    },
  });
  step = started;
  await started.ended;
  return started;
}

/** The log as the runner prints it: without the commands, and with what they say masked. */
function asPrinted(log: string): string {
  const mask = new Mask();
  const command = /^::add-mask::(.*)$/gm;
  for (const [, value = ''] of log.matchAll(command))
    mask.add(value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%'));
  return mask.apply(log.replace(command, ''));
}

const placesOfStep = (done: Step): Places => ({
  log: asPrinted(done.log()),
  outputs: done.written('GITHUB_OUTPUT'),
  state: done.written('GITHUB_STATE'),
  summary: done.written('GITHUB_STEP_SUMMARY'),
  ...Object.fromEntries(
    wrapper.calls().map(({ argv, env }, index) => [`call ${index}`, JSON.stringify([argv, env])]),
  ),
});

/** Builds what the action has built once more, with all that builders can note and export. */
function buildWithEverything(done: Step): Places {
  const argv = wrapper.calls().find((call) => call.argv.includes('build'))?.argv ?? [];
  const ours = /^--(push|load|output|tag|provenance|metadata-file|cache-to|cache-from|secret|builder)\b/;
  const flags = argv.filter((each) => !ours.test(each));
  const files = Object.entries(secrets).map(([id, value], index) => {
    writeFileSync(join(folder, `${index}`), value);
    return `--secret=id=${id},src=${join(folder, `${index}`)}`;
  });
  const to = (name: string) => join(folder, name);
  const more = [
    ...['--provenance=mode=max', `--metadata-file=${to('metadata')}`, '--no-cache'],
    ...[
      `--output=type=oci,tar=false,dest=${to('image')}`,
      `--cache-to=type=local,mode=max,dest=${to('cache')}`,
    ],
  ];
  const [buildx = '', build = '', ...rest] = flags;
  execFileSync(docker, [buildx, build, ...more, ...files, ...rest], {
    cwd: done.workspace,
    stdio: 'pipe',
    env: { ...process.env, BUILDX_BUILDER: env('WORKADAY_BUILDER'), BUILDX_METADATA_PROVENANCE: 'max' },
  });
  return { metadata: readFileSync(to('metadata')), ...placesIn(to('image')), ...placesIn(to('cache')) };
}

const builders = [
  ["docker's own driver", () => ({})],
  ['a remote BuildKit', () => ({ BUILDX_BUILDER: env('WORKADAY_BUILDER') })],
] as const;

describe.each(builders)('on %s', (_, variables) => {
  it('secrets reach the steps byte for byte, and nothing else', async () => {
    const done = await run(usingAll(), variables());
    expect(await done.ended, asPrinted(done.log())).toEqual({ code: 0, signal: null });
    const image = /@sha256:[0-9a-f]{64}/.exec(done.written('GITHUB_OUTPUT'))?.[0] ?? '';
    const pushed = await placesOfImage(`${registry.host}/canary/${stamp}${image}`, { authorization });
    expect(Object.keys(pushed).length).toBeGreaterThan(3);
    expect(appearances({ ...placesOfStep(done), ...pushed }, texts)).toEqual([]);
    expect(wrapper.calls().length).toBeGreaterThan(1);
    expect(done.left()).toEqual([]);
  });

  it('a step that prints a secret and fails shows it nowhere', async () => {
    const Dockerfile = `${base()}\nRUN ${mounts(['plain', 'lines'])} cat /run/secrets/*; false\n`;
    const done = await run(Dockerfile, variables());
    expect(await done.ended).toEqual({ code: 1, signal: null });
    expect(done.written('GITHUB_STEP_SUMMARY')).toContain('Dockerfile');
    expect(appearances(placesOfStep(done), texts)).toEqual([]);
    // Not even for a reader who does not mask.
    expect(appearances({ log: done.log().replace(/^::add-mask::.*$/gm, '') }, texts)).toEqual([]);
    expect(done.left()).toEqual([]);
  });
});

it('provenance, layers, cache and metadata of the same build hold no secret', async () => {
  const done = await run(usingAll(), { BUILDX_BUILDER: env('WORKADAY_BUILDER') });
  const places = buildWithEverything(done);
  const written = Object.values(places).map(String).join('\n');
  expect(written).toContain('https://slsa.dev/provenance');
  expect(written).toContain('VERSION');
  expect(appearances(places, texts)).toEqual([]);
});

it('the search finds a text that was put into any of these places', async () => {
  const leaks = [
    base(),
    `LABEL leaked=${canary}`,
    `ENV LEAKED=${Buffer.from(`user:${canary}`).toString('base64')}`,
    `RUN ${mounts(['plain'])} cp /run/secrets/plain /leaked`,
    'COPY Dockerfile /again',
  ].join('\n');
  const done = await run(
    leaks,
    { BUILDX_BUILDER: env('WORKADAY_BUILDER') },
    { 'build-secrets': `plain=${canary}x` },
  );
  const image = /@sha256:[0-9a-f]{64}/.exec(done.written('GITHUB_OUTPUT'))?.[0] ?? '';
  const pushed = await placesOfImage(`${registry.host}/canary/${stamp}${image}`, { authorization });
  const found = appearances(pushed, texts);
  expect(found.filter((name) => name.startsWith('config'))).toHaveLength(1);
  expect(found.filter((name) => name.startsWith('layer'))).toHaveLength(2);
  const everything = buildWithEverything(done);
  const names = appearances(everything, texts).map((name) => name.replace(folder, ''));
  expect(names).toContain('metadata');
  expect(names.filter((name) => name.startsWith('/image')).length).toBeGreaterThan(2);
  expect(names.filter((name) => name.startsWith('/cache')).length).toBeGreaterThan(1);
  expect(appearances({ log: asPrinted(`::add-mask::x\n${canary}`) }, texts)).toEqual(['log']);
});
