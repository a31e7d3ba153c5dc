import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeFiles, nodePrivateFolder, nodeSha256 } from '@workaday/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerConfig } from '../src/docker/docker-config.ts';
import { layOut, type Workbench } from '../src/docker/workbench.ts';
import type { Ports } from '../src/ports.ts';

let own: string;
let bench: Workbench;
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'workaday-docker-own-'));
});
afterEach(async () => {
  await bench.folder.remove();
  rmSync(own, { recursive: true });
});

function userHas(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), content);
  }
}

interface Given {
  config?: DockerConfig;
  login?: Parameters<typeof layOut>[2];
  secrets?: Record<string, string>;
  env?: Record<string, string>;
}

async function lay({ config = {}, login, secrets = {}, env = {} }: Given = {}): Promise<Workbench> {
  const dockerConfig = { path: own, files: nodeFiles(own) };
  const ports = { env: { PATH: '/bin', ...env }, dockerConfig, sha256: nodeSha256 } as unknown as Ports;
  bench = await layOut(await nodePrivateFolder(), config, login, new Map(Object.entries(secrets)), ports);
  return bench;
}

const inside = (path: string) => join(bench.folder.path, path);
const read = (path: string) => readFileSync(inside(path), 'utf8');

describe('what docker gets', () => {
  it("is a folder of its own, in which the user's settings, contexts and builders are found", async () => {
    userHas({
      'contexts/meta/abc/meta.json': '{}',
      'buildx/instances/remote': '{"Name":"remote"}',
      'buildx/current': '{"Key":"k"}',
      'buildx/defaults/abc': 'remote',
      'buildx/certs/remote/key.pem': 'key',
      'buildx/.buildNodeID': '0123456789abcdef',
      'buildx/refs/default/default/xyz': '{}',
      'buildx/activity/default': 'now',
      'buildx/.lock': '',
    });
    const config = {
      currentContext: 'far',
      HttpHeaders: { a: 'b' },
      proxies: { default: {} },
      detachKeys: 'x',
    };
    await lay({ config });
    expect(JSON.parse(read('config.json'))).toEqual({
      ...config,
      cliPluginsExtraDirs: [`${own}/cli-plugins`],
    });
    expect(read('contexts/meta/abc/meta.json')).toBe('{}');
    expect(read('buildx/certs/remote/key.pem')).toBe('key');
    expect(readlinkSync(inside('buildx/certs'))).toBe(`${own}/buildx/certs`);
    expect((await nodeFiles(inside('buildx')).list('.')).filter(({ kind }) => kind === 'file')).toEqual(
      ['.buildNodeID', 'current', 'defaults/abc', 'instances/remote'].map((path) => ({ path, kind: 'file' })),
    );
    expect(read('buildx/.buildNodeID')).toBe('0123456789abcdef');
    writeFileSync(inside('buildx/current'), 'changed');
    expect(readFileSync(join(own, 'buildx/current'), 'utf8')).toBe('{"Key":"k"}');
  });

  it('is found with builders that lie elsewhere', async () => {
    userHas({ 'elsewhere/instances/remote': '{}' });
    await lay({ env: { BUILDX_CONFIG: join(own, 'elsewhere') } });
    expect(read('buildx/instances/remote')).toBe('{}');
    expect(bench.env['BUILDX_CONFIG']).toBe(inside('buildx'));
  });

  it('is the same node for builders in every run, also when the user has no configuration', async () => {
    await lay({ env: { RUNNER_NAME: 'one' } });
    const first = read('buildx/.buildNodeID');
    await bench.folder.remove();
    await lay({ env: { RUNNER_NAME: 'one' } });
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(read('buildx/.buildNodeID')).toBe(first);
    await bench.folder.remove();
    await lay({ env: { RUNNER_NAME: 'two' } });
    expect(read('buildx/.buildNodeID')).not.toBe(first);
  });

  it('has an environment without the secrets, and with what makes builds the same everywhere', async () => {
    const env = {
      'INPUT_BUILD-SECRETS': 'npm=canary-value',
      NPM: 'canary-value',
      PW: 'canary-password',
      HOME: '/h',
    };
    const login = { host: 'ghcr.io', credentials: { username: 'ann', password: 'canary-password' } };
    await lay({ env, login, secrets: { npm: 'canary-value' } });
    expect(bench.env).toEqual({
      PATH: '/bin',
      HOME: '/h',
      DOCKER_CONFIG: bench.folder.path,
      BUILDX_CONFIG: inside('buildx'),
      BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
      DOCKER_CLI_HINTS: 'false',
    });
  });

  it('holds secrets as files, byte for byte, for this user only, under names that say nothing', async () => {
    const values = { npm: 'line\r\nline\n', key: 'pässwörd 🔑', '-x': '-dash $(id) `id` "%0A"', dots: '..' };
    await lay({ secrets: values });
    for (const [id, value] of Object.entries(values)) {
      const file = bench.secretFiles.get(id) ?? '';
      expect(readFileSync(file)).toEqual(Buffer.from(value));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(file).toMatch(/\/secrets\/\d+$/);
    }
    expect(statSync(inside('secrets')).mode & 0o777).toBe(0o700);
    await bench.folder.remove();
    expect(() => statSync(bench.folder.path)).toThrow('ENOENT');
  });
});
