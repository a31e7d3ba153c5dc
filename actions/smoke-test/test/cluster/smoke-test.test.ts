import { deployRules } from '@workaday/kubernetes';
import { judge } from '@workaday/probe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from './app.ts';

const page = async (app: App) => {
  const answer = await fetch(await app.url());
  return `${answer.status} ${await answer.text()}`;
};

describe('an app through its life', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp();
  });
  afterAll(() => app.remove());
  const newest = async () => (await app.ledger()).releases.at(-1);

  test('there is nothing to ask before the first deploy, and nothing to judge', async () => {
    const before = await app.smokeTest({ phase: 'before' });
    expect(before.outputs).toMatchObject({ outcome: 'unproven', reason: 'nothing-running', verdict: '' });
    expect(before.exitCode).toBe(0);
    const after = await app.smokeTest();
    expect(after.outputs).toMatchObject({ outcome: 'failed', reason: 'no-release' });
    expect(after.exitCode).toBe(1);
  });

  test('a good release is verified from inside when there is no URL, and it says so', async () => {
    const deployed = await app.deploy('1.0.0', { greeting: 'hello' });
    expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed', release: '1' });
    const ended = await app.smokeTest({ release: '1' }, { run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified', reason: 'ok', verdict: 'keep' });
    expect(ended.exitCode).toBe(0);
    expect(ended.summary).toContain('outside has no vote: no URL');
    expect(await newest()).toMatchObject({ number: 1, state: 'verified' });
  });

  test('the next one is verified from both vantages, and its evidence gives the verdict again', async () => {
    const url = await app.url();
    const before = await app.smokeTest({ phase: 'before', url });
    expect(before.outputs, before.log).toMatchObject({ outcome: 'unproven', reason: 'precheck' });
    expect((await app.ledger()).prechecks).toEqual({ 'GET /': { outside: 'ok', inside: 'ok' } });
    await app.deploy('1.1.0', { greeting: 'good day' });
    const ended = await app.smokeTest({ url }, { run: '1.1.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
    const evidence = JSON.parse(ended.outputs['evidence'] ?? '');
    const voices = evidence.rounds.map((round: { vantages: { abstains?: string }[] }) =>
      round.vantages.map(({ abstains }) => abstains),
    );
    expect(new Set(voices.flat())).toEqual(new Set([undefined]));
    expect(judge(evidence).verdict).toBe('keep');
    expect(await page(app)).toBe('200 good day');
  });

  test('a dry run says the verdict over a bad release and changes nothing', async () => {
    const deployed = await app.deploy('1.2.0', { greeting: 'out of order', status: 500 });
    expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed', release: '3' });
    const rehearsed = await app.smokeTest({ 'dry-run': 'true' }, { run: '1.2.0' });
    expect(rehearsed.outputs, rehearsed.log).toMatchObject({ reason: 'dry-run', verdict: 'rollback' });
    expect(await newest()).toMatchObject({ number: 3, state: 'pending' });
    expect(await page(app)).toBe('500 out of order');
  });

  test('killed between deploy and verdict, the release stays pending, and the next call undoes all of it', async () => {
    const killed = await app.smokeTest({}, { run: '1.2.0', killAt: 'round 1 ' });
    expect(killed.exitCode).toBeNull();
    expect(await newest()).toMatchObject({ number: 3, state: 'pending' });
    const ended = await app.smokeTest({ url: await app.url() }, { run: '1.2.0' });
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'rolled-back',
      reason: 'bad-answers',
      verdict: 'rollback',
      'restored-release': '2',
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.summary).toContain('`status 500: "out of order"`');
    expect(ended.summary).toContain('cannot show /: out of order');
    expect(await page(app)).toBe('200 good day');
    expect(await app.greetings()).toEqual(['good day']);
    expect(await newest()).toMatchObject({ number: 3, state: 'rolled-back', restored: 2 });
  });

  test('asked again, it answers as the ledger has it', async () => {
    const ended = await app.smokeTest({ release: '3' });
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'rolled-back',
      reason: 'already-settled',
      'restored-release': '2',
    });
  });

  test('killed while it restores, the restore is finished and never taken for the new release', async () => {
    await app.deploy('1.3.0', { greeting: 'still broken', status: 503 });
    const killed = await app.smokeTest({}, { run: '1.3.0', killAt: 'restoring release' });
    expect(killed.exitCode).toBeNull();
    const ended = await app.smokeTest({}, { run: '1.3.0' });
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'rolled-back',
      reason: 'interrupted-restore',
      'restored-release': '2',
    });
    expect(await page(app)).toBe('200 good day');
    expect(await app.greetings()).toEqual(['good day']);
  });

  test('killed in the middle of the deploy, what was written of the release is undone', async () => {
    const bad = { greeting: 'half written', status: 500 };
    const killed = await app.deploy('1.3.1', bad, { killAt: 'record release 5:' });
    expect(killed.exitCode).toBeNull();
    expect(await newest()).toMatchObject({ number: 5, state: 'pending' });
    const ended = await app.smokeTest({}, { run: '1.3.1' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', 'restored-release': '2' });
    expect(await page(app)).toBe('200 good day');
    expect(await app.greetings()).toEqual(['good day']);
  });

  test('a bad release stays when that is asked for', async () => {
    await app.deploy('1.4.0', { greeting: 'broken but wanted', status: 500 });
    const ended = await app.smokeTest({ 'on-failure': 'keep' }, { run: '1.4.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'failed', reason: 'kept-as-asked' });
    expect(await newest()).toMatchObject({ state: 'failed' });
    expect(await page(app)).toBe('500 broken but wanted');
  });

  test('a check that was broken before accuses nobody, and proves nothing', async () => {
    await app.deploy('1.5.0', { greeting: 'no stock', stock: 503 });
    await app.smokeTest({}, { run: '1.5.0' });
    expect(await newest()).toMatchObject({ state: 'verified' });
    const checks = '- path: /\n- path: /stock';
    const before = await app.smokeTest({ phase: 'before', checks }, { run: '1.6.0' });
    expect(before.log).toContain('::warning');
    expect((await app.ledger()).prechecks).toEqual({
      'GET /': { inside: 'ok' },
      'GET /stock': { inside: 'broken' },
    });
    await app.deploy('1.6.0', { greeting: 'still no stock', stock: 503 });
    const ended = await app.smokeTest({ checks }, { run: '1.6.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'unproven', reason: 'broken-before' });
    expect(ended.exitCode).toBe(0);
    expect(await page(app)).toBe('200 still no stock');
  });

  test('a vantage whose address is never asked abstains in sight, and the other decides', async () => {
    await app.deploy('1.7.0', { greeting: 'welcome' });
    const ended = await app.smokeTest({ url: 'http://169.254.169.254/' }, { run: '1.7.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
    expect(ended.summary).toContain('outside has no vote: 169.254.169.254');
  });
});

test('a first release that is bad stays, because nothing is behind it', async () => {
  const app = await createApp();
  try {
    await app.deploy('1.0.0', { greeting: 'broken from the start', status: 500 });
    const ended = await app.smokeTest({}, { run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'failed', reason: 'nothing-to-restore' });
    expect((await app.ledger()).releases).toMatchObject([{ number: 1, state: 'failed' }]);
    expect(await page(app)).toBe('500 broken from the start');
  } finally {
    await app.remove();
  }
});

test('without the right to ask and without a URL nothing is known, which is never a pass', async () => {
  const app = await createApp(
    deployRules.map((rule) => ({
      ...rule,
      resources: rule.resources.filter((resource) => !resource.endsWith('/proxy')),
    })),
  );
  try {
    await app.deploy('1.0.0', { greeting: 'hello' });
    const ended = await app.smokeTest({}, { run: '1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'unproven', reason: 'no-votes' });
    expect(ended.log).toContain('give its Role get on pods/proxy');
    expect((await app.ledger()).releases).toMatchObject([{ state: 'unproven' }]);
  } finally {
    await app.remove();
  }
});
