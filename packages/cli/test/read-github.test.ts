import { githubClient } from '@workaday/core/node';
import { type LoneStandIn, startStandIn } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../src/doctor/checks/all.ts';
import type { Finding } from '../src/doctor/finding.ts';
import { readGitHub } from '../src/doctor/read-github.ts';
import { wellFacts } from './doctor-facts.ts';

const repository = 'acme/shop';
let standIn: LoneStandIn;
let admin: string;
let reader: string;

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.admin.createRepository(repository, { defaultBranch: 'trunk' });
  admin = (await standIn.admin.createUser('ada', { [repository]: 'admin' })).token;
  reader = (await standIn.admin.createUser('rob', { [repository]: 'read' })).token;
}, 60_000);
afterAll(() => standIn.stop());

async function asked(token: string, environment = 'production') {
  const { apiUrl } = standIn.addresses;
  const client = await githubClient(token, { apiUrl, owner: 'acme', name: 'shop' });
  return readGitHub(client, environment, ['ada', 'nobody']);
}

async function levels(token: string, environment = 'production'): Promise<Record<string, Finding['level']>> {
  const { github, defaultBranch = '' } = await asked(token, environment);
  const findings = judge({ ...wellFacts, environment, defaultBranch, github });
  return Object.fromEntries(findings.map(({ id, level }) => [id, level]));
}

describe('what GitHub says', () => {
  it('is that there is no environment', async () => {
    expect(await levels(admin)).toMatchObject({ environment: 'problem', 'repository-secret': 'ok' });
    expect((await asked(admin)).defaultBranch).toBe('trunk');
  });

  it('is an environment that was made and forgotten', async () => {
    await standIn.admin.addEnvironment(repository, 'production');
    await standIn.admin.setSecret(repository, 'KUBECONFIG', 'secret');
    expect(await levels(admin)).toMatchObject({
      environment: 'ok',
      'environment-secret': 'problem',
      'environment-branches': 'problem',
      'repository-secret': 'problem',
    });
  });

  it('is one that hands its secret to protected branches, of which there are none', async () => {
    await standIn.admin.setSecret(repository, 'KUBECONFIG', 'secret', 'production');
    await standIn.admin.setBranchRule(repository, 'production', 'protected');
    expect(await levels(admin)).toMatchObject({
      'environment-secret': 'ok',
      'environment-branches': 'problem',
    });
  });

  it('is one that hands it to the default branch', async () => {
    await standIn.admin.setBranchRule(repository, 'production', ['trunk']);
    expect(await levels(admin)).toMatchObject({ 'environment-secret': 'ok', 'environment-branches': 'ok' });
  });

  it('is who is in the repository', async () => {
    expect((await asked(admin)).github.roles).toEqual({
      known: true,
      value: { ada: 'admin', nobody: 'none' },
    });
  });

  it('is less to a token that may less: the rest is unknown, with what would help', async () => {
    const { github } = await asked(reader);
    expect(github.environment.known).toBe(true);
    expect(github.environmentSecrets).toMatchObject({
      known: false,
      why: expect.stringContaining('403'),
      next: expect.stringContaining('Environments: read'),
    });
    expect(await levels(reader)).toMatchObject({
      'environment-secret': 'unknown',
      'repository-secret': 'unknown',
    });
  });

  it('is nothing to a token that it does not know', async () => {
    const { github } = await asked('ghp_wrong');
    expect(Object.values(github).map(({ known }) => known)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(await levels('ghp_wrong')).toMatchObject({ environment: 'unknown' });
  });

  it('was asked as GitHub describes it', async () => {
    expect(await standIn.admin.violations()).toEqual([]);
  });
});
