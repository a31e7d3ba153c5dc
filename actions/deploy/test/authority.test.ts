import { readInputs, readRunContext, resolveConfig } from '@workaday/core';
import { githubClient } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPeople, type People, roles } from '../../rollback/test/cluster/people.ts';
import { readAuthority } from '../src/authority.ts';
import { contract } from '../src/contract.ts';

let people: People;

beforeAll(async () => {
  people = await createPeople('rights: { deploy: { roles: [maintain, admin] } }\n');
});
afterAll(async () => {
  expect(await people.violations()).toEqual([]);
  await people.stop();
});

interface Started {
  login: string;
  event?: string;
  ref?: string;
  inputs?: Record<string, string>;
}

/** The checkout says that everyone may; it is not asked. */
function authority({ login, event = 'workflow_dispatch', ref = 'refs/heads/main', inputs = {} }: Started) {
  const { inputs: own, env } = people.as(login);
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const context = readRunContext({
    ...env,
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_REF: ref,
    GITHUB_EVENT_NAME: event,
    GITHUB_WORKSPACE: '/nowhere',
    GITHUB_RUN_ID: '7',
  });
  const checkout = resolveConfig(
    { rights: { deploy: { roles: ['read'] }, 'break-glass': { roles: ['read'] } } },
    { repository: context.repository, manifestFolders: [] },
  );
  let asked = 0;
  const github = async () => {
    asked += 1;
    return { github: await githubClient(own['github-token'], context), teams: undefined };
  };
  const payload = JSON.stringify({ repository: { default_branch: 'main' } });
  const given = readInputs(contract.inputs, Object.fromEntries(variables));
  return readAuthority(given, { context, event: payload, github }, checkout).then((found) => ({
    ...found,
    asked,
  }));
}

describe('a deploy that a person starts', () => {
  test.each(['ada', 'mia'] as const)('is %s’s, by the rights of the default branch', async (login) => {
    expect(await authority({ login })).toMatchObject({ start: { by: 'person' }, by: login, glass: '' });
  });

  test.each(['wim', 'tina', 'rob'] as const)('is not %s’s', async (login) => {
    await expect(authority({ login })).rejects.toMatchObject({
      parts: {
        outcome: 'refused',
        reason: 'not-allowed',
        what: expect.stringContaining(`${login} (role ${roles[login]}) may not deploy by hand in production`),
        why: 'The right `deploy` belongs to whoever has the role maintain or admin.',
      },
    });
  });

  test('of a tag asks when it is known whether it is a rollback', async () => {
    const asked = await authority({ login: 'wim', event: 'push', ref: 'refs/tags/v1.2.3' });
    await expect(asked.require('deploy')).rejects.toMatchObject({ parts: { reason: 'not-allowed' } });
    await expect(asked.require('rollback')).resolves.toBeUndefined();
  });

  test('of another branch is nobody’s', async () => {
    await expect(authority({ login: 'ada', ref: 'refs/heads/mine' })).rejects.toMatchObject({
      parts: { outcome: 'refused', reason: 'not-deployable' },
    });
  });

  test('of an environment that the default branch does not know is nobody’s', async () => {
    await expect(authority({ login: 'ada', inputs: { environment: 'moon' } })).rejects.toMatchObject({
      parts: { reason: 'bad-input', what: expect.stringContaining('"moon"') },
    });
  });
});

describe('a merge', () => {
  test('has passed the rules of its branch: nobody is looked up', async () => {
    expect(await authority({ login: 'rob', event: 'push' })).toMatchObject({
      start: { by: 'merge' },
      asked: 0,
    });
  });

  test('breaks no glass', async () => {
    const inputs = { 'break-glass': 'let me through' };
    await expect(authority({ login: 'ada', event: 'push', inputs })).rejects.toMatchObject({
      parts: { reason: 'bad-input', what: expect.stringContaining('"let me through"') },
    });
  });
});

describe('the glass', () => {
  const inputs = { 'break-glass': 'the fix for the outage' };

  test('is broken by whoever has that right', async () => {
    expect(await authority({ login: 'ada', inputs })).toMatchObject({ glass: 'the fix for the outage' });
  });

  test('not by who may deploy', async () => {
    await expect(authority({ login: 'mia', inputs })).rejects.toMatchObject({
      parts: { reason: 'not-allowed', what: expect.stringContaining('may not break the glass') },
    });
  });

  test('takes a reason that people read', async () => {
    await expect(
      authority({ login: 'ada', inputs: { 'break-glass': 'x'.repeat(501) } }),
    ).rejects.toMatchObject({ parts: { reason: 'bad-input', what: expect.stringContaining('501') } });
  });
});

test('a plan writes nothing, and needs nobody’s right', async () => {
  const inputs = { 'dry-run': 'true' };
  expect(await authority({ login: 'rob', ref: 'refs/heads/mine', inputs })).toMatchObject({
    start: { by: 'merge' },
  });
});
