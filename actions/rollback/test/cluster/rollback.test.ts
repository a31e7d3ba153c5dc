import { readLocks } from '@workaday/kubernetes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp, hurry } from '../../../smoke-test/test/cluster/app.ts';
import { otherContent } from '../../../smoke-test/test/cluster/image-variants.ts';
import { type Ended, runAction } from '../../../smoke-test/test/cluster/run-action.ts';
import { createPeople, type People } from './people.ts';

const hostile = 'the cart is empty\u202e ::error::`x` <img src=x> ${{ secrets.X }}';
let app: App;
let people: People;

beforeAll(async () => {
  app = await createApp();
  people = await createPeople(
    `app: shop\n${hurry}\nenvironments: { production: { namespace: ${app.world.namespace} } }\n`,
  );
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await verified(version, `hello ${version}`);
});
afterAll(async () => {
  expect(await people.violations()).toEqual([]);
  await people.stop();
  await app.remove();
});

async function verified(version: string, greeting: string): Promise<void> {
  const deployed = await app.deploy(version, { greeting });
  expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed' });
  const ended = await app.smokeTest({}, { run: version });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
}

function step(
  action: 'rollback' | 'lock',
  login: string,
  inputs: Record<string, string>,
  run: string,
  killAt?: string,
) {
  const { inputs: own, env } = people.as(login);
  const common = { kubeconfig: app.world.kubeconfig, ...own, ...inputs };
  return runAction({ action, inputs: common, run, env, ...(killAt === undefined ? {} : { killAt }) });
}
const rollback = (
  login: string,
  inputs: Record<string, string> = {},
  run = 'rollback',
  killAt?: string,
): Promise<Ended> => step('rollback', login, { reason: hostile, timeout: '60s', ...inputs }, run, killAt);
const lock = (login: string, command: string, inputs: Record<string, string> = {}, run = 'lock') =>
  step('lock', login, { command, ...inputs }, run);
const page = async () => (await fetch(await app.url(), { headers: { connection: 'close' } })).text();
const states = async () => (await app.ledger()).releases.map(({ state }) => state);
const locks = () => readLocks(app.world.admin, { namespace: app.world.namespace, app: 'shop' });

describe('a rollback by hand', () => {
  test('is refused to who has not the right, and nothing is touched', async () => {
    const ended = await rollback('rob');
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'refused', reason: 'not-allowed' });
    expect(ended.summary).toContain('belongs to whoever has the role triage, write, maintain or admin');
    expect([await states(), await locks(), await page()]).toEqual([
      ['verified', 'verified', 'verified'],
      [],
      'hello 1.2.0',
    ]);
  });

  test('of what is live, or to what is not there, is nothing or refused', async () => {
    expect((await rollback('tina', { to: '3' })).outputs).toMatchObject({ outcome: 'nothing-to-do' });
    const ended = await rollback('tina', { to: '9.9.9' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'refused', reason: 'no-such-release' });
    expect(ended.log).toContain('there are: release 2 (1.1.0), release 1 (1.0.0)');
    expect((await rollback('tina', { 'dry-run': 'true' })).outputs).toMatchObject({ reason: 'dry-run' });
    expect([await states(), await locks()]).toEqual([['verified', 'verified', 'verified'], []]);
  });

  test('killed while it restores, is finished by the next one', async () => {
    const killed = await rollback('tina', {}, 'killed', 'restoring release');
    expect(killed.exitCode).toBeNull();
    const ended = await rollback('tina', {}, 'killed');
    expect(ended.outputs, ended.log).toMatchObject({
      outcome: 'rolled-back',
      reason: 'ok',
      release: '3',
      'restored-release': '2',
    });
    expect(await page()).toBe('hello 1.1.0');
    expect(await states()).toEqual(['verified', 'verified', 'rolled-back']);
  });

  test('goes as far as it is asked to, says who and why, and freezes', async () => {
    const ended = await rollback('tina', { to: 'v1.0.0' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', 'restored-release': '1' });
    expect(ended.outputs).toMatchObject({
      ...{ release: '2', version: '1.0.0', 'undone-version': '1.1.0', by: 'tina' },
      'frozen-until': (await locks())[0]?.until,
    });
    expect(ended.exitCode).toBe(0);
    expect(await page(), ended.log).toBe('hello 1.0.0');
    expect(await states()).toEqual(['verified', 'rolled-back', 'rolled-back']);
    expect((await app.ledger()).releases[1]).toMatchObject({ reason: 'by-hand', restored: 1 });
    expect(await locks()).toMatchObject([{ kind: 'freeze', by: 'tina', reason: hostile }]);
    expect(ended.summary).not.toContain('<img');
    expect(ended.log).not.toMatch(/^::error::/m);
    expect((await rollback('tina')).outputs).toMatchObject({ outcome: 'nothing-to-do' });
  });

  test('stops the next merge, lets its revert pass, and ends with it', async () => {
    const frozen = await app.deploy('1.3.0', { greeting: 'more' });
    expect(frozen.outputs, frozen.log).toMatchObject({ outcome: 'refused', reason: 'frozen' });
    expect(frozen.summary).toContain('frozen by tina until');
    expect(await page(), frozen.log).toBe('hello 1.0.0');
    const commit = (await app.ledger()).releases[1]?.commit;
    const event = { commits: [{ message: `Revert "feat: bad"\n\nThis reverts commit ${commit}.` }] };
    const reverted = await app.deploy('1.4.0', { greeting: 'as before' }, { event });
    expect(reverted.outputs, reverted.log).toMatchObject({ outcome: 'deployed' });
    expect(await locks()).toMatchObject([{ kind: 'freeze', by: 'tina' }]);
    expect((await app.smokeTest({}, { run: '1.4.0' })).outputs).toMatchObject({ outcome: 'verified' });
    expect(await locks()).toEqual([]);
  });

  test('is ended by who may unlock', async () => {
    expect((await rollback('tina')).outputs).toMatchObject({ outcome: 'rolled-back' });
    expect((await lock('tina', 'unlock')).outputs).toMatchObject({
      outcome: 'refused',
      reason: 'not-allowed',
    });
    const opened = await lock('wim', 'unlock');
    expect(opened.outputs, opened.log).toMatchObject({ outcome: 'unlocked', reason: 'ok', locks: '[]' });
    await verified('1.5.0', 'hello again');
    expect(await page()).toBe('hello again');
  });
});

test('a deploy on its way gives way, and what it began is undone', async () => {
  const slow = { greeting: 'not this', fault: { kind: 'slow', milliseconds: 1 } as const, unready: 60_000 };
  const image = await otherContent();
  const deploying = app.deploy('1.6.0', slow, { image, inputs: { timeout: '120s' } });
  await expect.poll(async () => (await states()).at(-1), { timeout: 60_000 }).toBe('pending');
  const ended = await rollback('tina', {}, 'urgent');
  expect(ended.outputs, ended.log).toMatchObject({
    outcome: 'rolled-back',
    release: '6',
    'restored-release': '5',
  });
  const gaveWay = await deploying;
  expect(gaveWay.outputs, gaveWay.log).toMatchObject({ outcome: 'failed', reason: 'frozen' });
  expect(await page()).toBe('hello again');
  expect((await states()).at(-1)).toBe('rolled-back');
  await lock('wim', 'unlock');
});

describe('a lock', () => {
  test('has a reason and an end, is one person’s at a time, and is seen by all', async () => {
    expect((await lock('wim', 'lock', { for: '31d' })).outputs).toMatchObject({ reason: 'bad-input' });
    const ended = await lock('wim', 'lock', { reason: hostile, for: '1h' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'locked' });
    const held = await lock('ada', 'lock', { reason: 'me too' }, 'other');
    expect(held.outputs, held.log).toMatchObject({ outcome: 'held', reason: 'locked-by-other' });
    const list = await lock('rob', 'list');
    expect(list.outputs).toMatchObject({ outcome: 'locked' });
    expect(JSON.parse(list.outputs['locks'] ?? '')).toMatchObject([
      { by: 'wim', app: 'shop', reason: hostile },
    ]);
    expect(list.summary).not.toContain('<img');
  });

  test('stops deploys, and no rollback', async () => {
    const stopped = await app.deploy('1.7.0', { greeting: 'locked out' });
    expect(stopped.outputs, stopped.log).toMatchObject({ outcome: 'refused', reason: 'locked' });
    const ended = await rollback('tina', { freeze: '0s', to: '1' });
    expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', 'restored-release': '1' });
    expect((await lock('wim', 'unlock')).outputs).toMatchObject({ outcome: 'unlocked' });
  });
});
