import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runStep } from './support/run-step.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

describe('as a step', () => {
  it('writes every output and the summary, and ends well', async () => {
    const sha = origin.commit('feat: begin');
    const { exitCode, outputs, summary, log } = await runStep(origin, sha, {});
    expect(exitCode).toBe(0);
    expect(outputs).toEqual({
      version: '0.1.0',
      tag: 'v0.1.0',
      'previous-version': '',
      bump: 'minor',
      notes: expect.stringContaining('begin'),
      services: expect.stringContaining('"outcome":"released"'),
      staging: '',
      'github-releases': expect.stringMatching(/^v0\.1\.0=\d+$/),
      outcome: 'released',
      reason: 'ok',
    });
    expect(summary).toContain('0.1.0: released');
    expect(log).toContain('version: released (ok)');
    expect(origin.tags()).toEqual({ 'v0.1.0': sha });
  });

  it('in a dry run needs neither token nor network', async () => {
    const sha = origin.commit('feat: begin');
    origin.tag('v1.0.0', 'HEAD');
    const next = origin.commit('fix: a');
    const env = { GITHUB_API_URL: 'http://127.0.0.1:9', GITHUB_SERVER_URL: 'http://127.0.0.1:9' };
    const { exitCode, outputs } = await runStep(origin, next, {
      inputs: { 'dry-run': 'true', 'github-token': '' },
      env,
    });
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ version: '1.0.1', outcome: 'released', reason: 'dry-run' });
    expect(origin.tags()).toEqual({ 'v1.0.0': sha });
  });

  it('that fails says it in outputs, summary and one annotation, and never shows the token', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = origin.checkout();
    git(workspace, 'remote', 'set-url', 'origin', '/nowhere');
    const { exitCode, outputs, summary, log } = await runStep(origin, sha, { workspace });
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ outcome: 'failed', reason: 'fetch-failed', version: '', tag: '' });
    expect(summary).toContain('**What to do:**');
    expect(log.match(/^::error /gm)).toHaveLength(1);
    const shown = log.replace(/^::add-mask::.*$/gm, '');
    expect(`${shown}${summary}${JSON.stringify(outputs)}`).not.toContain(origin.account.token);
  });

  it('without a token where one is needed, names the line to add', async () => {
    const sha = origin.commit('feat: begin');
    const { exitCode, outputs, log } = await runStep(origin, sha, { inputs: { 'github-token': '' } });
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ outcome: 'failed', reason: 'github-permission' });
    expect(log).toContain('github-token: ${{ github.token }}');
    expect(origin.tags()).toEqual({});
  });
});
