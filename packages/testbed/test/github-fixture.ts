import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getOctokit } from '@actions/github';
import { vi } from 'vitest';
import { type AdminClient, adminClient } from '../src/github/admin-client.ts';
import type { Addresses } from '../src/github/server.ts';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export interface Fixture {
  readonly addresses: Addresses;
  readonly admin: AdminClient;
  readonly dir: string;
  octokit(token: string): ReturnType<typeof getOctokit>;
  /** A clone whose remote carries the person's token. */
  clone(repository: string, token: string): Clone;
  stop(): Promise<void>;
}

export interface Clone {
  readonly folder: string;
  git(...args: string[]): string;
  /** Writes the files, commits, and returns the commit's id. */
  commit(message: string, files: Readonly<Record<string, string>>): string;
}

export async function startStandIn(act = '/nonexistent/act'): Promise<Fixture> {
  const dir = mkdtempSync(join(tmpdir(), 'workaday-standin-'));
  const world = join(dir, 'world.json');
  writeFileSync(world, JSON.stringify({ act, path: [], env: {} }));
  const serve = join(import.meta.dirname, '../src/github/serve.ts');
  const child = spawn(process.execPath, [serve, '--dir', dir, '--world', world], { stdio: 'inherit' });
  const addresses = await ready(join(dir, 'standin.json'));
  let clones = 0;
  return {
    addresses,
    dir,
    admin: adminClient(addresses.adminUrl),
    octokit: (token) => getOctokit(token, { baseUrl: addresses.apiUrl, log: silent }),
    clone: (repository, token) => {
      clones += 1;
      return newClone(join(dir, 'clones', String(clones)), addresses.serverUrl, repository, token);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The addresses, as soon as the stand-in has written them. */
async function ready(file: string): Promise<Addresses> {
  const watcher = watch(dirname(file));
  while (!existsSync(file)) await once(watcher, 'change');
  watcher.close();
  return JSON.parse(readFileSync(file, 'utf8')) as Addresses;
}

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function newClone(folder: string, server: string, repository: string, token: string): Clone {
  mkdirSync(folder, { recursive: true });
  const env = () => ({
    ...process.env,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', `${server.replace('//', `//person:${token}@`)}/${repository}.git`);
  return {
    folder,
    git,
    commit: (message, files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      git('add', '-A');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
