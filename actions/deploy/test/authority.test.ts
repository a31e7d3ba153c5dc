import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs, readRunContext, resolveConfig } from '@workaday/core';
import { githubClient } from '@workaday/core/node';
import { type LoneStandIn, startStandIn } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAuthority } from '../src/authority.ts';
import { contract } from '../src/contract.ts';

const repository = 'acme/web';
const roles = { ada: 'admin', mia: 'maintain', wim: 'write', tina: 'triage', rob: 'read' } as const;
let standIn: LoneStandIn;
let token: string;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.admin.createRepository(repository);
  for (const [login, role] of Object.entries(roles)) {
    const made = await standIn.admin.createUser(login, { [repository]: role });
    if (login === 'ada') token = made.token;
  }
  await push('rights: { deploy: { roles: [maintain, admin] } }\n');
});
afterAll(async () => {
  expect(await standIn.admin.violations()).toEqual([]);
  await standIn.stop();
});

async function push(config: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-authority-'));
  const remote = new URL(`${standIn.addresses.serverUrl}/${repository}.git`);
  remote.username = 'ada';
  remote.password = token;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: folder,
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(folder, 'workaday.yml'), config);
  git('add', '.');
  git('commit', '--quiet', '--message=feat: ground');
  git('push', '--quiet', remote.href, 'main');
  await rm(folder, { recursive: true });
}

interface Started {
  login: string;
  event?: string;
  ref?: string;
  inputs?: Record<string, string>;
}

/** The checkout says that everyone may; it is not asked. */
function authority({ login, event = 'workflow_dispatch', ref = 'refs/heads/main', inputs = {} }: Started) {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const context = readRunContext({
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_REF: ref,
    GITHUB_EVENT_NAME: event,
    GITHUB_WORKSPACE: '/nowhere',
    GITHUB_RUN_ID: '7',
    GITHUB_ACTOR: 'ada',
    GITHUB_TRIGGERING_ACTOR: login,
    GITHUB_API_URL: standIn.addresses.apiUrl,
  });
  const checkout = resolveConfig(
    { rights: { deploy: { roles: ['read'] }, 'break-glass': { roles: ['read'] } } },
    { repository, manifestFolders: [] },
  );
  const github = async () => ({ github: await githubClient(token, context), teams: undefined });
  const payload = JSON.stringify({ repository: { default_branch: 'main' } });
  return readAuthority(
    readInputs(contract.inputs, Object.fromEntries(variables)),
    { context, event: payload, github },
    checkout,
  );
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
    await standIn.admin.resetRequests();
    expect(await authority({ login: 'rob', event: 'push' })).toMatchObject({ start: { by: 'merge' } });
    expect(await standIn.admin.requests()).toEqual({});
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
