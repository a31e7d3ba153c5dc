import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Step, startStep } from '../support/step.ts';

const env = (name: string) => process.env[name] ?? '';
let own: string;
let step: Step | undefined;
let count = 0;

/** A user's configuration of docker, with the testbed's plugin and builder. */
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'workaday-own-docker-'));
  mkdirSync(join(own, 'cli-plugins'));
  symlinkSync(
    join(env('DOCKER_CONFIG'), 'cli-plugins/docker-buildx'),
    join(own, 'cli-plugins/docker-buildx'),
  );
  mkdirSync(join(own, 'buildx/instances'), { recursive: true });
  const instance = `instances/${env('WORKADAY_BUILDER')}`;
  writeFileSync(join(own, 'buildx', instance), readFileSync(join(env('DOCKER_CONFIG'), 'buildx', instance)));
  writeFileSync(join(own, 'config.json'), '{"proxies":{"default":{"noProxy":"from-config.example"}}}');
});
afterEach(() => {
  step?.remove();
  rmSync(own, { recursive: true });
});

function userRuns(...args: string[]): void {
  execFileSync('docker', args, { stdio: 'pipe', env: { ...process.env, DOCKER_CONFIG: own } });
}

/** Name, mode, time and content of all that lies in the user's folder. */
function snapshot(): Record<string, string> {
  const entries = readdirSync(own, { recursive: true, withFileTypes: true });
  const paths = [own, ...entries.map((entry) => join(entry.parentPath, entry.name))].sort();
  return Object.fromEntries(
    paths.map((path) => {
      const found = lstatSync(path);
      const link = found.isSymbolicLink() ? readlinkSync(path) : '';
      const content = found.isFile() ? readFileSync(path, 'base64') : link;
      return [path, `${found.mode.toString(8)} ${found.mtimeMs} ${content}`];
    }),
  );
}

async function run(variables: Record<string, string>, options: { temporary?: string } = {}): Promise<Step> {
  const started = startStep({
    ...options,
    files: {
      Dockerfile: [
        `FROM ${env('WORKADAY_REGISTRY')}/library/node:24-slim`,
        'RUN --mount=type=secret,id=key echo "no proxy for $NO_PROXY"; test "$(cat /run/secrets/key)" = "canary,value"',
      ].join('\n'),
    },
    inputs: {
      image: `${env('WORKADAY_REGISTRY')}/folder/${process.pid}-${Date.now()}-${++count}`,
      'build-secrets': 'key=canary,value',
      cache: 'off',
    },
    env: { DOCKER_CONFIG: own, ...variables },
  });
  step = started;
  expect(await started.ended, started.log()).toEqual({ code: 0, signal: null });
  expect(started.left()).toEqual([]);
  return started;
}

const daemon = () => ({ DOCKER_HOST: env('DOCKER_HOST') });

describe("the user's own folder", () => {
  it.each([
    ["docker's own driver", () => daemon(), 'docker driver'],
    [
      'a builder that the environment names',
      () => ({ ...daemon(), BUILDX_BUILDER: env('WORKADAY_BUILDER') }),
      'remote driver',
    ],
  ])('stays as it is by a build on %s, and its settings hold', async (_, variables, driver) => {
    const before = snapshot();
    const { log } = await run(variables());
    expect(snapshot()).toEqual(before);
    expect(log()).toMatch(new RegExp(`building with "\\S+" instance using ${driver}`));
    expect(log()).toContain('no proxy for from-config.example');
  });

  it('says which builder is used', async () => {
    userRuns('buildx', 'use', env('WORKADAY_BUILDER'));
    const before = snapshot();
    const { log } = await run(daemon());
    expect(snapshot()).toEqual(before);
    expect(log()).toContain(`building with "${env('WORKADAY_BUILDER')}" instance using remote driver`);
  });

  it('says which context is used', async () => {
    userRuns('context', 'create', 'far', `--docker=host=${env('DOCKER_HOST')}`);
    userRuns('context', 'use', 'far');
    const before = snapshot();
    const { log } = await run({});
    expect(snapshot()).toEqual(before);
    expect(log()).toContain('building with "far" instance using docker driver');
  });

  it('need not be there', async () => {
    rmSync(join(own, 'config.json'));
    rmSync(join(own, 'buildx'), { recursive: true });
    const before = snapshot();
    await run(daemon());
    expect(snapshot()).toEqual(before);
  });
});

it.each(['with,comma', 'with "quotes"', ' with, "both" = and blanks'])(
  'a secret is found where the folder for temporary files is called %j',
  async (temporary) => {
    await run({ ...daemon(), BUILDX_BUILDER: env('WORKADAY_BUILDER') }, { temporary });
  },
);
