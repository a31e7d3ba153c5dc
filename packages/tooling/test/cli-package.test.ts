import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli, cliFolder } from '../src/bundle/bundle-cli.ts';
import { repositoryRoot } from '../src/repository.ts';

const work = mkdtempSync(join(tmpdir(), 'workaday-cli-'));
const bin = join(work, 'package/bin/workaday.mjs');
const site = join(work, 'site');

beforeAll(async () => {
  // Two checks of one tree at once must not write the same dist.
  const copy = join(work, 'packages/cli');
  cpSync(cliFolder, copy, { recursive: true, filter: (path) => !/\/(dist|node_modules)$/.test(path) });
  await bundleCli(join(copy, 'dist'));
  const packed = await nodeExec('npm', ['pack', '--ignore-scripts', '--pack-destination', work], {
    cwd: copy,
  });
  expect(packed.exitCode, packed.stderr).toBe(0);
  await nodeExec('tar', ['-xzf', join(work, 'workaday-cli-0.0.0.tgz')], { cwd: work });
  cpSync(join(repositoryRoot, 'examples/static-site/index.html'), join(site, 'index.html'));
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The packed program as a process, with no way to GitHub or a cluster. */
async function workaday(...args: string[]) {
  const { GITHUB_TOKEN: _, GH_TOKEN: __, KUBECONFIG: ___, ...env } = process.env;
  return nodeExec(process.execPath, [bin, ...args], { cwd: site, env: env as Record<string, string> });
}

describe('the package', () => {
  it('holds the bundle with its licences, and depends on nothing', () => {
    for (const file of ['README.md', 'bin/workaday.mjs', 'dist/workaday.mjs', 'dist/licenses.txt'])
      expect(existsSync(join(work, 'package', file)), file).toBe(true);
    const manifest = JSON.parse(readFileSync(join(work, 'package/package.json'), 'utf8'));
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.bin)).toEqual(['workaday']);
    expect(manifest.scripts.prepack).toContain('bundle-cli.ts');
  });

  it('says its version and its usage', async () => {
    expect(await workaday('--version')).toMatchObject({ exitCode: 0, stdout: '0.0.0\n' });
    const { stdout } = await workaday('init', '--help');
    expect(stdout).toMatch(/^usage: workaday COMMAND/);
  });

  it('plans without writing, then writes, then has nothing to do', async () => {
    const planned = await workaday('init', '--dry-run', '--json');
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(planned.stdout).files[0]).toMatchObject({ done: 'would be written' });
    expect(existsSync(join(site, 'Dockerfile'))).toBe(false);
    const written = await workaday('init', '--yes');
    expect(written.exitCode, written.stderr).toBe(0);
    expect(readFileSync(join(site, 'Dockerfile'), 'utf8')).toContain('nginx-unprivileged');
    expect((await workaday('init')).stdout).toContain('Nothing to do');
  });

  it('leaves alone what exists, unless the very file is named', async () => {
    const ship = '.github/workflows/ship.yml';
    writeFileSync(join(site, ship), 'mine\n');
    expect((await workaday('init', '--yes')).stdout).toContain(`--overwrite ${ship}`);
    expect(readFileSync(join(site, ship), 'utf8')).toBe('mine\n');
    await workaday('init', '--overwrite', ship);
    expect(readFileSync(join(site, ship), 'utf8')).toContain('name: ship');
  });

  it('finds what keeps a folder from shipping, with exit code 1', async () => {
    const found = await workaday('doctor', '--offline', '--json');
    expect(found).toMatchObject({ exitCode: 1, stderr: '' });
    expect(JSON.parse(found.stdout)).toMatchObject({
      command: 'doctor',
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ id: 'git-remote', level: 'problem' }),
        expect.objectContaining({ id: 'ship-permissions', level: 'ok' }),
        expect.objectContaining({ id: 'cluster', level: 'unknown' }),
      ]),
    });
  });

  it.each([
    [['init', '--colour'], 2, /--colour is no option of init/],
    [['init', '--overwrite', 'index.html'], 2, /init would not write that/],
    [['init', '--dir', 'nowhere'], 2, /--dir names nowhere, which does not exist/],
    [['doctor', '--kubeconfig', 'nowhere'], 2, /does not exist/],
    [['init', '--kind', 'go'], 1, /is taken as it is/],
  ])('%j ends with %i and says why', async (args, exitCode, message) => {
    const ended = await workaday(...args);
    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).toMatch(message);
    const asJson = await workaday(...args, '--json');
    expect(asJson).toMatchObject({ exitCode, stderr: '' });
    expect(JSON.parse(asJson.stdout).error.what).toMatch(message);
  });
});
