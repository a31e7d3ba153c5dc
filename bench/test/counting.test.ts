import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CommandShims, countStarted } from '../version/command-shims.ts';
import { countCalls } from '../version/github.ts';

const scratch = mkdtempSync(join(tmpdir(), 'workaday-bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

it('counts what is started, once, and lets only git work', () => {
  const shims = new CommandShims(join(scratch, 'shims'));
  const env = { PATH: shims.folder };
  const version = spawnSync('git', ['--version'], { env, encoding: 'utf8' });
  expect(version.stdout).toMatch(/^git version/);
  spawnSync('git', ['log', '--format=a\nb'], { env, cwd: scratch });
  expect(spawnSync('npm', ['install', 'left-pad'], { env }).status).toBe(127);
  const started = countStarted(shims.take());
  expect(started).toEqual({ git: 2, other: ['npm install left-pad'] });
  expect(shims.take()).toEqual([]);
});

it('tells calls for history from others', () => {
  const routes = {
    'GET /repos/{owner}/{repo}/releases': 1,
    'GET /repos/{owner}/{repo}/releases/tags/{tag}': 2,
    'POST /repos/{owner}/{repo}/releases': 1,
    'POST /repos/{owner}/{repo}/git/refs': 1,
    'GET /repos/{owner}/{repo}/commits': 10,
    'GET /repos/{owner}/{repo}/compare/{basehead}': 20,
    'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': 30,
  };
  expect(countCalls(routes)).toEqual({ all: 65, history: 60, routes });
});
