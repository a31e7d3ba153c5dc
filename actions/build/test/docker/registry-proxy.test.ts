import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectRegistry } from '../../src/registry/client.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { startTokenRegistry, type TokenRegistry } from '../support/token-registry.ts';

// The proxy and the front with tokens have to be good enough for docker and BuildKit, or faults in builds test nothing.

const ann = { username: 'ann', password: 'pässword' };
const own = process.env['DOCKER_CONFIG'] ?? '';
let registry: TokenRegistry;
let proxy: FaultProxy;
let folder: string;

beforeAll(async () => {
  registry = await startTokenRegistry();
  proxy = await startFaultProxy(registry.host);
  folder = mkdtempSync(join(tmpdir(), 'workaday-proxy-'));
  const auth = Buffer.from('ann:pässword').toString('base64');
  const config = { auths: { [proxy.host]: { auth } }, cliPluginsExtraDirs: [`${own}/cli-plugins`] };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY big /\n');
  writeFileSync(
    join(folder, 'big'),
    Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 7919) % 251)),
  );
});
afterAll(async () => {
  await proxy.stop();
  await registry.stop();
  rmSync(folder, { recursive: true });
});

it.each([
  ["docker's own client", undefined],
  ['BuildKit', process.env['WORKADAY_BUILDER']],
])('%s pushes through it, once it recovered', async (name, builder) => {
  const path = `acme/${name.toLowerCase().replace(/\W+/g, '-')}`;
  const faults = new Map<string, Fault>([
    ['HEAD', { status: 502 }],
    ['PUT', { status: 503 }],
  ]);
  proxy.replan(({ method, url }) => {
    const fault = url.includes(path) ? faults.get(method) : undefined;
    if (fault !== undefined) faults.delete(method);
    return fault ?? 'pass';
  });
  const env = { ...process.env, DOCKER_CONFIG: folder, BUILDX_CONFIG: `${own}/buildx` };
  const image = `${proxy.host}/${path}:1`;
  const args = ['buildx', 'build', '--push', '--provenance=false', `--tag=${image}`, folder];
  await promisify(execFile)('docker', args, { env: { ...env, ...(builder && { BUILDX_BUILDER: builder }) } });
  expect([...faults.keys()]).toEqual([]);
  expect(proxy.requests.some(({ url }) => url.startsWith('/token'))).toBe(true);
  const ports = { http: nodeHttp, clock: { now: () => 0, wait: async () => {} }, sha256: nodeSha256 };
  const client = connectRegistry(proxy.host, ann, ports);
  const manifest = await client.manifest(path, '1');
  expect(manifest?.content).toMatchObject({ layers: [{ size: expect.any(Number) }] });
  if (manifest) expect(await client.config(path, manifest)).toMatchObject({ os: 'linux' });
});
