import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-build-main-'));
  for (const file of ['output', 'summary']) writeFileSync(join(root, file), '');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the action as the runner does; its exit code and log. */
function step(inputs: Record<string, string>): { exitCode: number; log: string } {
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    GITHUB_REPOSITORY: 'Acme/Shop',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: root,
    GITHUB_OUTPUT: join(root, 'output'),
    GITHUB_STEP_SUMMARY: join(root, 'summary'),
    ...Object.fromEntries(given),
  };
  const main = join(import.meta.dirname, '../src/main.ts');
  try {
    return {
      exitCode: 0,
      log: execFileSync(process.execPath, [main], { env, encoding: 'utf8', stdio: 'pipe' }),
    };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { exitCode: status, log: stdout };
  }
}

const written = (file: string) => readFileSync(join(root, file), 'utf8');

it('a dry run says what would be done, with names in lower case', () => {
  writeFileSync(join(root, 'Dockerfile'), 'FROM scratch\n');
  const { exitCode, log } = step({
    'dry-run': 'true',
    version: '1.0.0',
    'build-secrets': 'npm=canary-value',
  });
  expect(exitCode).toBe(0);
  expect(log).toContain('would build shop');
  expect(written('summary')).toContain('ghcr.io/acme/shop:1.0.0');
  expect(log).toMatch(/^::add-mask::canary-value$/m);
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('canary');
  expect(written('output')).toMatch(/source-keys<<(\S+)\n\{"shop":"sha256:[0-9a-f]{64}"\}\n\1/);
});

it('no Dockerfile is red, with what to do in the annotation and the summary', () => {
  const { exitCode, log } = step({});
  expect(exitCode).toBe(1);
  expect(log).toMatch(/^::error title=Build%3A no-dockerfile::/m);
  expect(written('summary')).toContain('**What to do:**');
  expect(written('output')).toMatch(/outcome<<(\S+)\nfailed\n\1/);
});

it('bad inputs are told all at once', () => {
  const { exitCode, log } = step({ platforms: 'amd64', cache: 'maybe', version: '-x' });
  expect(exitCode).toBe(1);
  expect(log).toMatch(/platforms.*cache.*|cache.*platforms/s);
  expect(log).toContain('version');
});
