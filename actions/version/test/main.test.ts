import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitEnv, Origin } from './support/origin.ts';

let origin: Origin;

beforeEach(() => {
  origin = new Origin();
});

afterEach(() => origin.remove());

it('speaks to the runner: outputs and summary in files, the log without commands of a commit', () => {
  const sha = origin.commit('feat: begin\n\n::set-output name=version::9.9.9');
  origin.commit('::error::pwned');
  const workspace = origin.checkout();
  const file = (name: string) => join(workspace, '..', name);
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const log = execFileSync(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    encoding: 'utf8',
    env: {
      ...gitEnv,
      'INPUT_DRY-RUN': 'true',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: sha,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '1',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
    },
  });
  expect(readFileSync(file('output'), 'utf8')).toMatch(/version<<(ghadelimiter_\S+)\n0\.1\.0\n\1/);
  expect(readFileSync(file('summary'), 'utf8')).toContain(
    '0.1.0, released (dry run: the tag was not created)',
  );
  expect(log).not.toMatch(/^::/m);
});
