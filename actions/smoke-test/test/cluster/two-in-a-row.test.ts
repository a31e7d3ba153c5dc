import { cancelled, restoring, updateLedger, withRelease } from '@workaday/kubernetes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp, hurry, never } from './app.ts';
import { runAction } from './run-action.ts';

const good = { greeting: 'welcome' };
const bad = (greeting: string) => ({ greeting, status: 500 });
const commitOf = (letter: string) => letter.repeat(40);

let app: App;
beforeAll(async () => {
  app = await createApp(undefined, '');
  await app.deploy('1.0.0', good, { inputs: { commit: commitOf('a') } });
  const ended = await app.smokeTest({}, { run: '1.0.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
});
afterAll(() => app.remove());

const deployBad = (version: string, letter: string) =>
  app.deploy(version, bad(version), { inputs: { commit: commitOf(letter) } });
const page = async () => (await fetch(await app.url(), { headers: { connection: 'close' } })).text();
const states = async () => (await app.ledger()).releases.map(({ state }) => state);

test('one release that is undone by itself stops nobody', async () => {
  await deployBad('1.1.0', 'b');
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', 'frozen-until': '' });
});

test('the second in a row freezes the app: whoever merges next is told why, and what passes', async () => {
  const deployed = await deployBad('1.2.0', 'c');
  expect(deployed.outputs, deployed.log).toMatchObject({ outcome: 'deployed' });
  const ended = await app.smokeTest({}, { run: '1.2.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back' });
  expect(ended.outputs['frozen-until']).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(ended.summary).toContain('2 automatic rollbacks in a row: release 2 (1.1.0), release 3 (1.2.0)');
  const refused = await app.deploy('1.3.0', { greeting: 'not now' });
  expect(refused.outputs, refused.log).toMatchObject({ outcome: 'refused', reason: 'frozen' });
  expect(refused.log).toContain('frozen by workaday until');
  expect(await states()).toEqual(['verified', 'rolled-back', 'rolled-back']);
  expect(await page()).toBe('welcome');
});

test('a revert of the last bad commit passes; when it crashes, too, the app stays frozen', async () => {
  const event = { commits: [{ message: `Revert "x"\n\nThis reverts commit ${commitOf('c')}.` }] };
  const crash = { greeting: 'worse', fault: { kind: 'crash', milliseconds: 0 } } as const;
  const ended = await app.deploy('1.4.0', crash, { event, inputs: { commit: commitOf('d') } });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back' });
  expect(ended.outputs['frozen-until']).toMatch(/^\d{4}-/);
  expect(ended.summary).toContain('is frozen until');
  const refused = await app.deploy('1.5.0', good);
  expect(refused.outputs, refused.log).toMatchObject({ outcome: 'refused', reason: 'frozen' });
});

test('a revert that is verified ends it', async () => {
  const event = { commits: [{ message: `Revert "x"\n\nThis reverts commit ${commitOf('c')}.` }] };
  const ended = await app.deploy('1.5.0', good, { event, inputs: { commit: commitOf('f') } });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'deployed' });
  const verified = await app.smokeTest({}, { run: '1.5.0' });
  expect(verified.outputs, verified.log).toMatchObject({ outcome: 'verified' });
  expect(verified.log).toContain(`no longer frozen: ${commitOf('c')} is reverted`);
});

test('who does not want it says so in the configuration', async () => {
  await deployBad('1.6.0', 'e');
  await app.smokeTest({}, { run: '1.6.0' });
  await deployBad('1.6.1', '9');
  const { kubeconfig, namespace } = app.world;
  const ended = await runAction({
    action: 'smoke-test',
    run: '1.6.1',
    files: {
      'workaday.yml': `${hurry}\n${never}`,
    },
    inputs: { app: 'shop', namespace, kubeconfig, timeout: '60s' },
  });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', 'frozen-until': '' });
  const next = await app.deploy('1.7.0', good);
  expect(next.outputs, next.log).toMatchObject({ outcome: 'deployed' });
});

test('a cancelled run accuses nothing, whoever finishes its restore', async () => {
  const verified = await app.smokeTest({}, { run: '1.7.0' });
  expect(verified.outputs, verified.log).toMatchObject({ outcome: 'verified' });
  await app.deploy('1.8.0', { greeting: 'in a hurry' });
  const place = { namespace: app.world.namespace, app: 'shop', environment: 'production' };
  await updateLedger(app.world.admin, place, (ledger) =>
    withRelease(ledger, ledger.releases.at(-1)?.number ?? 0, { reason: restoring, message: cancelled }),
  );
  const ended = await app.smokeTest({}, { run: '1.8.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back', reason: 'cancelled' });
  const again = await app.deploy('1.8.0', { greeting: 'in a hurry' });
  expect(again.outputs, again.log).toMatchObject({ outcome: 'deployed' });
});
