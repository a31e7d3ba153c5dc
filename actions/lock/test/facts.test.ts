import { readInputs, readRunContext } from '@workaday/core';
import { githubClient } from '@workaday/core/node';
import { type LoneStandIn, startStandIn } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../src/contract.ts';
import { readOrder } from '../src/facts.ts';

let standIn: LoneStandIn;
let token: string;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.admin.createRepository('acme/web');
  token = (await standIn.admin.createUser('ada', { 'acme/web': 'admin' })).token;
  await standIn.admin.createUser('tina', { 'acme/web': 'triage' });
});
afterAll(() => standIn.stop());

const values = (given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

async function order(login: string, given: Record<string, string>) {
  const inputs = readInputs(contract.inputs, values({ 'github-token': token, ...given }));
  const context = readRunContext({
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_REF: 'refs/heads/evil',
    GITHUB_WORKSPACE: '/nowhere',
    GITHUB_RUN_ID: '7',
    GITHUB_ACTOR: 'ada',
    GITHUB_TRIGGERING_ACTOR: login,
    GITHUB_API_URL: standIn.addresses.apiUrl,
  });
  const github = await githubClient(token, context);
  const log = { line: () => undefined, group: <T>(_title: string, work: () => Promise<T>) => work() };
  const connect = () => Promise.reject(new Error('the cluster is not asked yet'));
  return readOrder(inputs, { context, github, teams: undefined, log, connect });
}
const lock = { command: 'lock', reason: 'stocktaking' };

test('the repository without a configuration has defaults', async () => {
  expect(await order('ada', lock)).toEqual({ place: { namespace: 'web', app: 'web' }, by: 'ada' });
  expect(await order('ada', { ...lock, app: 'all' })).toMatchObject({ place: { app: undefined } });
});

test('who pressed the button counts, not who did so first', async () => {
  await expect(order('tina', lock)).rejects.toMatchObject({
    parts: { outcome: 'refused', reason: 'not-allowed' },
  });
  expect(await order('tina', { command: 'list' })).toMatchObject({ by: 'tina' });
});

test.each([
  ['no reason', { command: 'lock' }, 'input reason is empty'],
  ['a reason without end', { command: 'lock', reason: 'x'.repeat(501) }, '501 characters'],
  ['a lock without end', { ...lock, for: '31d' }, 'expected 1m to 30d'],
  ['a lock of a moment', { ...lock, for: '1s' }, 'expected 1m to 30d'],
  ['all at once', { command: 'lock', for: '31d' }, /reason is empty.*; input for is out of bounds/],
  ['an environment that is not there', { ...lock, environment: 'staging' }, 'expected one of production'],
])('%s is refused', async (_name, given, problem) => {
  await expect(order('ada', given as Record<string, string>)).rejects.toThrow(problem);
});
