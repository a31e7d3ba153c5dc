import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { StepAnswer } from '../src/ending.ts';
import { endingsOf } from '../src/staging.ts';
import { TestRepository } from './support/repository.ts';
import { type Inputs, runRecord } from './support/run-record.ts';

const answers = (deploy = '', smoke = '', settle = ''): StepAnswer[] => [
  { step: 'deploy', outcome: deploy, reason: 'd' },
  { step: 'smoke-test', outcome: smoke, reason: 's' },
  { step: 'settle', outcome: settle, reason: 't' },
];
const staging = (outcome: string) => ({ environment: 'staging', outcome, reason: 'why' });

describe('a release that has another environment to pass', () => {
  it.each([
    ['passes and is good', 'verified', answers('deployed', 'verified'), 'verified', 'verified'],
    ['is there already and is good', 'unchanged', answers('deployed', 'verified'), 'verified', 'unchanged'],
    ['passes and is bad', 'verified', answers('deployed', 'rolled-back'), 'rolled-back', 'verified'],
    ['passes, and its deploy dies', 'verified', answers('', '', 'verified'), 'verified', 'verified'],
    ['passes, and nobody answers', 'verified', answers(), 'failed', 'verified'],
    ['goes on without a proof all the same', 'unproven', answers('unchanged'), 'unchanged', 'unproven'],
    ['is undone', 'rolled-back', answers(), 'stopped', 'rolled-back'],
    ['is not proven', 'unproven', answers(), 'stopped', 'unproven'],
    ['is refused', 'refused', answers(), 'stopped', 'refused'],
    ['ends in an unknown way', 'sideways', answers(), 'stopped', 'failed'],
    ['gives way to a newer one', 'superseded', answers(), 'superseded', 'superseded'],
    ['dies and is settled as good', 'deployed', answers('', '', 'verified'), 'stopped', 'verified'],
    ['dies and is settled as bad', '', answers('', '', 'rolled-back'), 'stopped', 'rolled-back'],
    ['dies and was behind', '', answers('', '', 'superseded'), 'superseded', 'superseded'],
    ['dies without a word', '', answers(), 'stopped', 'failed'],
  ])('%s', (_, outcome, given, state, before) => {
    const found = endingsOf(given, staging(outcome));
    expect([found.ending.state, found.staging?.state]).toEqual([state, before]);
  });

  test('says where and why it went no further', () => {
    expect(endingsOf(answers(), staging('rolled-back')).ending).toEqual({
      state: 'stopped',
      step: 'staging',
      reason: 'rolled-back in staging: why',
    });
    expect(endingsOf(answers('', '', 'verified'), staging('')).ending.reason).toBe(
      'interrupted in staging, then verified: t',
    );
  });

  test('has no such environment by default', () => {
    const found = endingsOf(answers('deployed', 'verified'), { environment: '', outcome: '', reason: '' });
    expect(found).toEqual({
      ending: { state: 'verified', step: 'smoke-test', reason: 's' },
      staging: undefined,
    });
  });
});

describe('at GitHub', () => {
  let repository: TestRepository;
  beforeAll(async () => {
    repository = await TestRepository.start();
  });
  afterAll(() => repository.standIn.stop());

  const first = { 'staging-environment': 'staging', 'staging-release': '4', 'staging-reason': 'ok' };
  const record = async (tag: string, inputs: Inputs) => {
    const id = await repository.draft(tag);
    const all = { tag, version: tag.slice(1), 'github-releases': `${tag}=${id}`, ...first, ...inputs };
    const before = new Set((await repository.dump()).deployments.map((one) => one.id));
    const report = await runRecord(repository, all);
    const again = await runRecord(repository, all);
    const { deployments, issues } = await repository.dump();
    const made = deployments.filter((one) => !before.has(one.id));
    return { report, again, made, issues };
  };
  const shown = (made: Awaited<ReturnType<typeof record>>['made']) =>
    made
      .map((one) => [
        one.environment,
        one.productionEnvironment,
        ...one.statuses.map((status) => `${status.state} ${status.description}`),
      ])
      .sort();

  test('one that was stopped is a deployment of staging alone, and the issue says that it did not arrive', async () => {
    const { report, again, made, issues } = await record('v0.1.0', {
      'staging-outcome': 'rolled-back',
      'staging-reason': 'bad-answers',
      'staging-url': 'https://try.example.com',
      'restored-release': '3',
    });
    expect(report.outputs).toMatchObject({ state: 'stopped', deployment: '', issue: '1' });
    expect(shown(made)).toEqual([['staging', false, 'failure 0.1.0 rolled-back: bad-answers']]);
    expect(made[0]?.statuses[0]).toMatchObject({ environmentUrl: 'https://try.example.com' });
    expect(issues).toMatchObject([
      {
        state: 'open',
        title: 'shop: deployments to production',
        body: expect.stringMatching(
          /did not get here \(`rolled-back in staging: bad-answers`\)[\s\S]*Merge a fix/,
        ),
      },
    ]);
    expect(issues[0]?.body).not.toContain('release 3');
    expect((await repository.releases('v0.1.0'))[0]).toMatchObject({
      draft: true,
      name: 'v0.1.0 (stopped)',
      body: expect.stringContaining('the release before it serves as before'),
    });
    expect(report.summary).toMatch(
      /\| staging \| 4 \| staging \| `bad-answers` \| – \|\n\| production \| – \|/,
    );
    expect(report.lines[0]).toBe('GitHub Deployment of staging: failure.');
    expect(again.lines.filter((line) => line.includes('Deployment'))).toEqual([]);
  });

  test('one that passed is a deployment of both, and closes the issue', async () => {
    const { made, issues } = await record('v0.2.0', {
      release: '9',
      'staging-release': '5',
      'staging-outcome': 'verified',
      'deploy-outcome': 'deployed',
      'smoke-outcome': 'verified',
      'smoke-reason': 'ok',
    });
    expect(shown(made)).toEqual([
      ['production', true, 'success 0.2.0 verified: ok'],
      ['staging', false, 'success 0.2.0 verified: ok'],
    ]);
    expect(issues).toMatchObject([{ state: 'closed' }]);
  });

  test('one that gave way to a newer one there is a deployment of neither', async () => {
    const { report, made } = await record('v0.3.0', { 'staging-outcome': 'superseded' });
    expect(report.outputs.state).toBe('superseded');
    expect(made).toEqual([]);
    expect((await repository.releases('v0.3.0'))[0]?.body).toContain('a newer release was ahead of it');
  });
});
