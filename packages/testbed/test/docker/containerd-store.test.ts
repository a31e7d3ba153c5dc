import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/process/run.ts';
import { startContainerdStore } from '../../src/start-containerd-store.ts';
import { allStates } from '../../src/state.ts';
import { writeContext } from '../cluster/cluster-fixture.ts';

const silent = () => undefined;
const classic = process.env.DOCKER_HOST ?? '';
const registry = process.env.WORKADAY_REGISTRY ?? '';
const repository = `containerd-store/${process.pid}`;
let host: string;
let context: string;

beforeAll(async () => {
  const both = await Promise.all([startContainerdStore(), startContainerdStore(undefined, silent)]);
  expect(new Set(both)).toEqual(new Set([process.env.WORKADAY_CONTAINERD_DOCKER]));
  host = both[0];
  context = mkdtempSync(join(tmpdir(), 'workaday-context-'));
  writeContext(context);
}, 1_800_000);
afterAll(() => rmSync(context, { recursive: true }));

const on = (DOCKER_HOST: string, args: string[], env = {}) =>
  run('docker', args, { env: { ...process.env, ...env, DOCKER_HOST } });
const build = (args: string[], env = {}) => on(host, ['buildx', 'build', ...args, context], env);

type Manifest = { manifests: { annotations?: Record<string, string> }[] };

async function manifest(reference: string) {
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`http://${registry}/v2/${repository}/manifests/${reference}`, {
    headers: { accept },
  });
  return { digest: answer.headers.get('docker-content-digest'), body: (await answer.json()) as Manifest };
}

test('all who ask for it share one daemon', () => {
  const state = allStates().find(({ testbed }) => testbed?.env.WORKADAY_CONTAINERD_DOCKER === host);
  const names = state?.parts.map(({ name }) => name).filter((name) => name.startsWith('store-'));
  expect(names).toEqual(['store-containerd', 'store-dockerd']);
});

test('an address that is no running testbed of this machine is said', async () => {
  await expect(startContainerdStore('unix:///nowhere', silent)).rejects.toThrow(
    /No running testbed has a docker daemon at "unix:\/\/\/nowhere"\. See `npm run testbed -- status`/,
  );
});

test.each<[string, () => string, boolean]>([
  ["docker's own store on the daemon of DOCKER_HOST", () => classic, false],
  ["containerd's store on the daemon of WORKADAY_CONTAINERD_DOCKER", () => host, true],
])('images are in %s', async (_name, daemon, expected) => {
  const status: [string, string][] = JSON.parse(
    await on(daemon(), ['info', '--format', '{{json .DriverStatus}}']),
  );
  const type = status.find(([name]) => name === 'driver-type')?.[1];
  expect(type === 'io.containerd.snapshotter.v1').toBe(expected);
});

describe("docker's own driver on containerd's store", { timeout: 180_000 }, () => {
  test('what it builds FROM node:24-slim runs', async () => {
    await build(['--load', '--tag', 'loaded:1']);
    expect(await on(host, ['run', '--rm', 'loaded:1'])).toBe('built and run\n');
  });

  test('it pushes an index with the provenance, whose digest it tells', async () => {
    const metadata = join(context, 'metadata.json');
    const tag = `${registry}/${repository}:pushed`;
    await build(['--push', '--provenance=mode=min', '--metadata-file', metadata, '--tag', tag]);
    const { digest, body } = await manifest('pushed');
    expect(JSON.parse(readFileSync(metadata, 'utf8'))['containerimage.digest']).toBe(digest);
    const kinds = body.manifests.map(({ annotations }) => annotations?.['vnd.docker.reference.type']);
    expect(kinds).toEqual([undefined, 'attestation-manifest']);
  });

  test('it keeps its cache in the registry', async () => {
    await build(['--cache-to', `type=registry,mode=max,ref=${registry}/${repository}:cache`]);
    const { body } = await manifest('cache');
    expect(JSON.stringify(body)).toContain('application/vnd.buildkit.cacheconfig.v0');
  });

  test('two builds of one state are one image, with rewritten timestamps', async () => {
    const digests = ['one', 'two'].map(async (tag) => {
      const output = `type=image,name=${registry}/${repository}:${tag},push=true,unpack=false,rewrite-timestamp=true`;
      await build(['--no-cache', '--provenance=false', '--output', output], {
        SOURCE_DATE_EPOCH: '1700000000',
      });
      return (await manifest(tag)).digest;
    });
    const [one, two] = await Promise.all(digests);
    expect(one).toMatch(/^sha256:/);
    expect(two).toBe(one);
  });
});
