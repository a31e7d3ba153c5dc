import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { haveTriggers } from '../../src/base-triggers.ts';
import { readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';
import { connectRegistry } from '../../src/registry/client.ts';
import { pushBlob, pushIndex, pushManifest } from '../support/push-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const oci = 'application/vnd.oci.image';
let registry: TestRegistry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

/** Pushes an image without layers; its digest. */
async function push(path: string, architecture: string, triggers: readonly string[]): Promise<string> {
  const repository = { host: registry.host, path };
  const config = JSON.stringify({ os: 'linux', architecture, config: { OnBuild: triggers } });
  const digest = await pushBlob(repository, config);
  return pushManifest(repository, architecture, `${oci}.manifest.v1+json`, {
    config: { mediaType: `${oci}.config.v1+json`, digest, size: config.length },
    layers: [],
  });
}

function ask(path: string, digest: string, platforms: readonly string[]) {
  const reference = `${registry.host}/${path}:1`;
  const facts = { buildArgs: new Map<string, string>(), target: undefined, platforms };
  const clock = { now: () => 0, wait: async () => {} };
  const of = async (host: string) =>
    connectRegistry(host, undefined, { http: nodeHttp, clock, sha256: nodeSha256 });
  const source = {
    bases: [{ reference, digest }],
    dockerfile: readDockerfile(`FROM ${reference}\n`, facts),
  };
  return haveTriggers(source, facts, { of, mirrors: new Map() });
}

it('triggers are read from the image of a registry, and from each image of an index that may be pulled', async () => {
  const path = 'acme/base';
  const plain = await push(path, 'amd64', []);
  const copying = await push(path, 'arm64', ['COPY . /']);
  const fetching = await push(path, 's390x', ['ADD http://a.example/x /x']);
  expect(await ask(path, plain, ['linux/amd64'])).toBe(false);
  expect(await ask(path, copying, ['linux/arm64'])).toBe(true);
  const index = await pushIndex({ host: registry.host, path }, '1', [
    { digest: plain, os: 'linux', architecture: 'amd64' },
    { digest: copying, os: 'linux', architecture: 'arm64' },
    { digest: fetching, os: 'linux', architecture: 's390x' },
  ]);
  expect(await ask(path, index, ['linux/amd64'])).toBe(false);
  expect(await ask(path, index, ['linux/amd64', 'linux/arm64'])).toBe(true);
  expect(await ask(path, index, ['linux/riscv64'])).toEqual({ unknown: expect.stringContaining('ADD') });
});
