import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobRecord, RunRecord } from '../src/runner/run-record.ts';
import { ensureTool } from '../src/tools/ensure-tool.ts';
import { type Clone, type Fixture, startStandIn } from './github-fixture.ts';
import { app, workaday } from './runner-toy.ts';

let fixture: Fixture;
let token: string;
let clone: Clone;
let first: RunRecord;

const job = (run: RunRecord, id: string): JobRecord => {
  const found = run.jobs.find((one) => one.id === id);
  if (!found)
    throw new Error(
      `The run has no job ${id}: ${JSON.stringify(run, null, 1)}\n${readFileSync(run.logPath, 'utf8')}`,
    );
  return found;
};

describe('a push, run by act', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    fixture = await startStandIn(await ensureTool('act'));
    const { admin } = fixture;
    await admin.createRepository('your-org/workaday');
    await admin.createRepository('acme/web');
    token = (await admin.createUser('ada', { 'acme/web': 'write', 'your-org/workaday': 'admin' })).token;
    const ours = fixture.clone('your-org/workaday', token);
    ours.commit('feat: toy', workaday);
    ours.git('tag', 'v1');
    ours.git('push', '--quiet', 'origin', 'main', 'v1');
    await admin.setSecret('acme/web', 'KUBECONFIG', 'of-the-repository');
    await admin.setSecret('acme/web', 'KUBECONFIG', 'line one\nline two of production', 'production');
    await admin.setSecret('acme/web', 'UNPASSED', 'never passed', 'production');
    await admin.setVariable('acme/web', 'REGION', 'everywhere');
    await admin.setVariable('acme/web', 'REGION', 'north', 'production');
    clone = fixture.clone('acme/web', token);
    clone.commit('feat: zero', { 'a.txt': '0' });
    const sha = clone.commit('feat: one', app);
    clone.git('push', '--quiet', 'origin', 'main');
    first = await admin.waitForRun('acme/web', { sha }, 100);
  }, 180_000);
  afterAll(() => fixture?.stop());

  it('ends well, with results and outputs of every job', () => {
    expect([first.conclusion, first.message]).toEqual(['success', '']);
    const told = first.jobs.map((one) => [one.name, one.conclusion]);
    expect(told).toEqual([
      ['ship / version', 'success'],
      ['ship / deploy', 'success'],
      ['ship / settle', 'skipped'],
      ['ship / listen', 'success'],
      ['after', 'success'],
    ]);
    expect(job(first, 'version').outputs).toMatchObject({
      version: '1.2.3',
      node: 'v24',
      sha: first.sha,
      depth: '2',
    });
    expect(job(first, 'after').outputs['version']).toBe('1.2.3');
  });

  it('hands on no outputs of a job that was skipped', () => {
    expect(job(first, 'settle').outputs).toEqual({});
    expect(job(first, 'listen').outputs).toEqual({ heard: '<>' });
  });

  it('gives each job a token with its own permissions, dead when the job is over', async () => {
    expect(job(first, 'version').outputs['rights']).toBe('ref 201, deployment 403, other-repository 404');
    expect(job(first, 'deploy').outputs['rights']).toBe('ref 403, deployment 201, other-repository 404');
    expect(['version', 'deploy'].map((id) => job(first, id).outputs['push'])).toEqual(['done', 'refused']);
    expect(job(first, 'version').permissions).toEqual({ contents: 'write' });
    const used = job(first, 'version').outputs['reversed'] as string;
    const dead = fixture
      .octokit([...used].toReversed().join(''))
      .rest.repos.get({ owner: 'acme', repo: 'web' });
    await expect(dead).rejects.toThrow('Bad credentials');
  });

  it('signs the identity of a job that may ask for it, and of no other', () => {
    const [, payload = ''] = (job(first, 'after').outputs['identity'] ?? '').split(' ');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).toMatchObject({
      iss: `${fixture.addresses.serverUrl}/_services/token`,
      aud: 'toy',
      sub: 'repo:acme/web:environment:staging',
      repository: 'acme/web',
      repository_id: expect.stringMatching(/^\d+$/),
      ref: 'refs/heads/main',
      sha: first.sha,
      event_name: 'push',
      actor: 'ada',
      run_id: String(first.id),
      workflow_ref: 'acme/web/.github/workflows/ship.yml@refs/heads/main',
      job_workflow_ref: 'acme/web/.github/workflows/ship.yml@refs/heads/main',
      environment: 'staging',
    });
    expect(job(first, 'version').outputs['identity']).toBe('none');
    expect(readFileSync(first.logPath, 'utf8')).toContain('after | asking with ***');
  });

  it('hands over secrets and variables by environment, and only those that are passed', () => {
    const { outputs } = job(first, 'deploy');
    expect(outputs).toMatchObject({
      kubeconfig: 'line one,line two of production',
      unpassed: '',
      region: 'north',
    });
    expect(job(first, 'version').outputs).toMatchObject({
      kubeconfig: 'of-the-repository',
      region: 'everywhere',
    });
  });

  it('keeps summaries, annotations and the log, with secrets masked', () => {
    expect(job(first, 'version').summary).toBe('# toy\nwritten by the action\n');
    expect(job(first, 'version').annotations).toContainEqual({
      level: 'warning',
      message: 'careful',
      title: 'T',
    });
    const log = readFileSync(first.logPath, 'utf8');
    expect(log).toContain('ship / deploy | kubeconfig is ***');
    expect(log).toContain('after | after 1.2.3, CI is true\nafter | it is ***\n');
    expect(log).not.toMatch(/line two|hidden-/);
    expect(first.maskedLines).toBeGreaterThan(0);
  });

  it('starts nothing for what a job token did, and records the environment as GitHub does', async () => {
    expect((await fixture.admin.runs('acme/web')).map((run) => run.ref)).toEqual(['refs/heads/main']);
    const deployments = (await fixture.admin.dump('acme/web')).deployments;
    const told = deployments.map((one) => [
      one.task,
      one.environment,
      one.statuses.map(({ state }) => state),
    ]);
    expect(told).toEqual([
      ['deploy', 'staging', ['in_progress', 'success']],
      ['by-action', 'production', []],
    ]);
    expect(await fixture.admin.violations()).toEqual([]);
  });

  it('runs always() jobs after a failure, and is told apart from it', async () => {
    const sha = clone.commit('fix: break it', { mode: 'fail' });
    clone.git('push', '--quiet', 'origin', 'main');
    const run = await fixture.admin.waitForRun('acme/web', { sha }, 60);
    expect(run.conclusion).toBe('failure');
    expect(['version', 'deploy', 'settle'].map((id) => job(run, id).conclusion)).toEqual([
      'success',
      'failure',
      'success',
    ]);
    expect(job(run, 'deploy').annotations).toContainEqual({ level: 'error', message: 'asked to fail' });
  });

  it('loses a run whose runner is killed, and runs it again', async () => {
    const sha = clone.commit('fix: hang', { mode: 'hang' });
    await fixture.admin.killRunWhen('acme/web', 'hanging until killed');
    clone.git('push', '--quiet', 'origin', 'main');
    const run = await fixture.admin.waitForRun('acme/web', { sha }, 60);
    expect([run.conclusion, run.message]).toEqual(['failure', 'The runner died before the run was over.']);
    expect(['version', 'deploy', 'settle'].map((id) => job(run, id).conclusion)).toEqual([
      'success',
      'failure',
      'cancelled',
    ]);
    await fixture.admin.killRunWhen('acme/web', 'hanging until killed', 'deploy');
    await fixture.admin.rerun(run.id, 'ada');
    const again = await fixture.admin.waitForRun('acme/web', { id: run.id }, 60);
    expect([again.attempt, job(again, 'deploy').conclusion, job(again, 'settle').conclusion]).toEqual([
      2,
      'failure',
      'success',
    ]);
  });

  it('catches a job that has no process at the moment of the line that dooms it', async () => {
    const sha = clone.commit('fix: hang, later', { mode: 'hang' });
    await fixture.admin.killRunWhen('acme/web', '^ship / version \\| ', 'deploy');
    clone.git('push', '--quiet', 'origin', 'main');
    const run = await fixture.admin.waitForRun('acme/web', { sha }, 60);
    expect(['version', 'deploy', 'settle'].map((id) => job(run, id).conclusion)).toEqual([
      'success',
      'failure',
      'success',
    ]);
  });

  it('lets one job of a concurrency group in at a time, while other jobs race', async () => {
    const shas = ['1', '2', '3'].map((one) => {
      const sha = clone.commit(`fix: ${one}`, { mode: `slow ${one}` });
      clone.git('push', '--quiet', 'origin', 'main');
      return sha;
    });
    const runs = await Promise.all(shas.map((sha) => fixture.admin.waitForRun('acme/web', { sha }, 120)));
    const spans = runs.map(
      (run) => job(run, 'deploy').outputs['span']?.split(' ').map(Number) as [number, number],
    );
    const ordered = spans.toSorted((a, b) => a[0] - b[0]);
    expect(
      ordered.every(([start], at) => at === 0 || start >= (ordered[at - 1] as [number, number])[1]),
    ).toBe(true);
  });

  it('says why a run cannot start', async () => {
    const asking = app['.github/workflows/ship.yml'].replace('deployments: write', 'deployments: read');
    const sha = clone.commit('fix: less', { '.github/workflows/ship.yml': asking, mode: 'good' });
    clone.git('push', '--quiet', 'origin', 'main');
    const run = await fixture.admin.waitForRun('acme/web', { sha }, 60);
    expect(run.conclusion).toBe('startup_failure');
    expect(run.message).toContain(
      "'ship / deploy' is requesting 'deployments: write', but is only allowed 'deployments: read'",
    );
  });
});
