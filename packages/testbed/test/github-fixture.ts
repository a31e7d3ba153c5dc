import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getOctokit } from '@actions/github';
import { vi } from 'vitest';
import { type LoneStandIn, startStandIn as start } from '../src/github/start-stand-in.ts';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export interface Fixture extends LoneStandIn {
  octokit(token: string): ReturnType<typeof getOctokit>;
  /** A clone whose remote carries the person's token. */
  clone(repository: string, token: string): Clone;
}

export interface Clone {
  readonly folder: string;
  git(...args: string[]): string;
  /** Writes the files, commits, and returns the commit's id. */
  commit(message: string, files: Readonly<Record<string, string>>): string;
}

export async function startStandIn(act?: string): Promise<Fixture> {
  const standIn = await start(act);
  const { addresses, dir } = standIn;
  let clones = 0;
  return {
    ...standIn,
    octokit: (token) => getOctokit(token, { baseUrl: addresses.apiUrl, log: silent }),
    clone: (repository, token) => {
      clones += 1;
      return newClone(join(dir, 'clones', String(clones)), addresses.serverUrl, repository, token);
    },
  };
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
