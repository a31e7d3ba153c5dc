import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeLeftFolders } from '../src/node/left-folders.ts';
import { isAlive } from './support/script.ts';

let root: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-left-test-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(root, { recursive: true });
});

const name = 'workaday-0123456789abcdef';
const remove = (path: string) =>
  removeLeftFolders({ RUNNER_TEMP: root, [`STATE_${name}`]: path }, 'DOCKER_CONFIG');

function file(path: string): string {
  writeFileSync(path, 'x');
  return path;
}

function link(path: string, target: string): string {
  symlinkSync(target, path);
  return path;
}

/** A folder below which one has a name like ours. */
function elsewhere(): string {
  const path = folder(join(root, 'elsewhere'));
  folder(join(path, name));
  return path;
}

function folder(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'secret'), 'x');
  return path;
}

describe('what a killed process has left', () => {
  it('goes, and nothing is wrong when it is gone', async () => {
    const path = folder(join(root, name));
    expect(await remove(path)).toEqual([path]);
    expect(existsSync(path)).toBe(false);
    expect(await remove(path)).toEqual([]);
  });

  it('goes with the processes that use it, and no others', async () => {
    const path = folder(join(root, name));
    const start = (config: string) =>
      spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1000)"], {
        env: { DOCKER_CONFIG: config },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    child = start(join(root, 'other'));
    const user = start(path);
    await Promise.all([child, user].map((each) => new Promise((up) => each.stdout?.once('data', up))));
    await remove(path);
    await vi.waitFor(() => expect(isAlive(user.pid ?? 0)).toBe(false));
    expect(isAlive(child.pid ?? 0)).toBe(true);
  });

  it.each([
    ['another name', () => folder(join(root, 'workaday-important'))],
    ['in another place', () => join(elsewhere(), name)],
    ['behind a link', () => join(link(join(root, 'link'), elsewhere()), name)],
    ['a file', () => file(join(root, name))],
    ['a link', () => link(join(root, name), folder(join(root, 'target')))],
    ['nothing', () => ''],
    ['no path', () => '\0'],
  ])('stays when it is %s', async (_, make) => {
    const path = make();
    expect(await remove(path).catch((error: Error) => error.name)).toEqual([]);
    if (path.startsWith('/')) expect(existsSync(path)).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)("stays when it is somebody else's", async () => {
    const path = folder(join(root, name));
    chownSync(path, 12345, 12345);
    chmodSync(path, 0o777);
    expect(await remove(path)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('is looked for under the names of our state only', async () => {
    const path = folder(join(root, name));
    expect(await removeLeftFolders({ RUNNER_TEMP: root, STATE_other: path, HOME: path }, 'X')).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});
