import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';
import { dockerfileFindings } from '../../src/fit/dockerfile-findings.ts';
import { findings } from '../../src/fit/findings.ts';
import { imageFindings } from '../../src/fit/image-findings.ts';
import { connectRegistry } from '../../src/registry/client.ts';

// A real build on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 120_000 });

const env = (name: string) => process.env[name] ?? '';
const registryHost = () => env('WORKADAY_REGISTRY');
const clock = { now: () => 0, wait: async () => {} };
const examples = join(import.meta.dirname, '../../../../examples');
const stamp = `${process.pid}-${Date.now()}`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workaday-fit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Builds and pushes what lies in the folder, and says what the check says of Dockerfile and image. */
async function findingsOf(name: string) {
  const path = `fit-test/${stamp}-${name}`;
  const builder = ['--builder', env('WORKADAY_BUILDER'), '--provenance=false', '--push', '--quiet'];
  execFileSync('docker', ['buildx', 'build', ...builder, '--tag', `${registryHost()}/${path}:1`, folder], {
    stdio: 'pipe',
  });
  const registry = connectRegistry(registryHost(), undefined, { http: nodeHttp, clock, sha256: nodeSha256 });
  const manifest = await registry.manifest(path, '1');
  if (manifest === undefined) throw new Error(`${path} was not pushed`);
  const config = await registry.config(path, manifest);
  if (config === undefined) throw new Error(`${path} is no image`);
  const { layers } = manifest.content as { layers: { size: number }[] };
  const dockerfile = readDockerfile(readFileSync(join(folder, 'Dockerfile'), 'utf8'), {
    buildArgs: new Map(),
    target: undefined,
    platforms: [`${config.os}/${config.architecture}`],
  });
  const context = { hasIgnoreFile: true, gitInContext: false };
  const ofImage = imageFindings(config, layers, name, dockerfile, 'Dockerfile');
  return { all: findings(dockerfileFindings(dockerfile, 'Dockerfile', context), ofImage), ofImage };
}

it('a bad image is told by its configuration and history, at the lines of the Dockerfile', async () => {
  const lines = [
    `FROM ${registryHost()}/library/node:24-slim`,
    'ENV API_KEY=hunter22',
    'ENV API_KEY=',
    'ARG DEPLOY_TOKEN=hunter33',
    'RUN DB_PASSWORD=hunter44 true',
    'EXPOSE 80',
    'STOPSIGNAL SIGKILL',
    'CMD node worker.js & node server.js',
  ];
  writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
  const { all, ofImage } = await findingsOf('bad');
  const named = (list: typeof all) => list.map(({ rule, what }) => `${rule}: ${what}`).sort();
  const secrets = ['API_KEY', 'DB_PASSWORD', 'DEPLOY_TOKEN'];
  expect(new Set(named(ofImage))).toEqual(new Set(named(all)));
  expect(named(all)).toEqual([
    'runs-as-root: the container runs as root',
    ...secrets.map((name) => `secret-in-history: ${name} holds what looks like a secret`),
    'several-daemons: the container starts several daemons (`&`)',
    'stop-signal: STOPSIGNAL is SIGKILL',
  ]);
  expect(all.map(({ place }) => place.line).sort()).toEqual([2, 4, 5, 7, 8, undefined]);
  expect(JSON.stringify([all, ofImage])).not.toContain('hunter');
});

it('what a base image settles is no finding', async () => {
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM ${registryHost()}/workaday/static-http:1\nCOPY Dockerfile /\n`,
  );
  expect((await findingsOf('settled')).all).toEqual([]);
});

it('the example fits', async () => {
  cpSync(join(examples, 'web-service'), folder, { recursive: true });
  expect((await findingsOf('web-service')).all).toEqual([]);
});
