import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from './app.ts';
import { otherContent, prune } from './image-variants.ts';

const good = { greeting: 'welcome' };
const bad = { greeting: 'out of order', status: 500 };

let app: App;
beforeEach(async () => {
  app = await createApp();
});
afterEach(() => app.remove());

const page = async () => {
  const answer = await fetch(await app.url());
  return `${answer.status} ${await answer.text()}`;
};
const states = async () => (await app.ledger()).releases.map(({ state }) => state);

async function verified(
  version: string,
  ...deployed: Parameters<App['deploy']> extends [string, ...infer Rest] ? Rest : never
) {
  await app.deploy(version, ...deployed);
  const ended = await app.smokeTest({}, { run: version });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'verified' });
}

test('where the release before fails too, nothing more is undone, now or later', async () => {
  const dependency = await listening();
  const fault = { kind: 'dependency', url: urlOf(dependency) } as const;
  await verified('1.0.0', { ...good, fault });
  await app.deploy('1.1.0', { greeting: 'welcome again', fault });
  await closed(dependency);
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rollback-failed', reason: 'restored-bad' });
  expect(ended.exitCode).toBe(1);
  expect(ended.summary).toContain('A person is needed now');
  expect(await states()).toEqual(['verified', 'rollback-failed']);
  expect(await page()).toBe('500 welcome');
  const again = await app.smokeTest({}, { run: '1.1.0' });
  expect(again.outputs, again.log).toMatchObject({ outcome: 'rollback-failed', reason: 'already-settled' });
  expect(await states()).toEqual(['verified', 'rollback-failed']);
});

test('where the image before is gone, what serves goes on serving, and a person is called', async () => {
  const image = await otherContent();
  await verified('1.0.0', { ...good, pull: 'Always' }, { image });
  await app.deploy('1.1.0', { ...bad, pull: 'Always' });
  await prune(image);
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rollback-failed', reason: 'restore-failed' });
  expect(ended.log).toMatch(/image|ImagePull/);
  expect(await states()).toEqual(['verified', 'rollback-failed']);
  expect(await page()).toBe('500 out of order');
});

test('after a migration that cannot be undone the release stays, although it is bad', async () => {
  await verified('1.0.0', good);
  await app.deploy('1.1.0', { ...bad, migrates: true });
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'failed', reason: 'rollback-unsafe' });
  expect(ended.summary).toContain('a migration has run');
  expect(await states()).toEqual(['verified', 'failed']);
  expect(await page()).toBe('500 out of order');
});

test('what was undone is not deployed again, whatever the commit, until someone says so', async () => {
  await verified('1.0.0', good);
  const image = await otherContent();
  await app.deploy('1.1.0', bad, { image });
  const ended = await app.smokeTest({}, { run: '1.1.0' });
  expect(ended.outputs, ended.log).toMatchObject({ outcome: 'rolled-back' });
  const refused = await app.deploy('1.2.0', { ...bad, greeting: 'another commit' }, { image });
  expect(refused.outputs, refused.log).toMatchObject({ outcome: 'refused', reason: 'known-bad' });
  expect(await states()).toEqual(['verified', 'rolled-back']);
  expect(await page()).toBe('200 welcome');
  const digest = image.slice(image.indexOf('@') + 1);
  const allowed = { image, inputs: { 'allow-known-bad': digest } };
  const again = await app.deploy('1.3.0', { greeting: 'it was the settings' }, allowed);
  expect(again.outputs, again.log).toMatchObject({ outcome: 'deployed' });
});

async function listening(): Promise<Server> {
  const server = createServer((_request, response) => response.end('fine'));
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  return server;
}

function urlOf(server: Server): string {
  return `http://${process.env['WORKADAY_NODE_ADDRESS']}:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
