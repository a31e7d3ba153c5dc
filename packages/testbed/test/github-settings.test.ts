import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, startStandIn } from './github-fixture.ts';

const at = { owner: 'acme', repo: 'shop' };
const production = { ...at, environment_name: 'production' };
let fixture: Fixture;
let admin: string;
let reader: string;

beforeAll(async () => {
  fixture = await startStandIn();
  await fixture.admin.createRepository('acme/shop');
  admin = (await fixture.admin.createUser('ada', { 'acme/shop': 'admin' })).token;
  reader = (await fixture.admin.createUser('rob', { 'acme/shop': 'read' })).token;
  const clone = fixture.clone('acme/shop', admin);
  clone.commit('feat: one', { 'a.txt': '1' });
  clone.git('push', '--quiet', 'origin', 'main', 'main:refs/heads/topic');
  await fixture.admin.setSecret('acme/shop', 'kubeconfig', 'very secret', 'production');
  await fixture.admin.setSecret('acme/shop', 'OTHER', 'very secret');
  await fixture.admin.setVariable('acme/shop', 'A', '1');
  await fixture.admin.setVariable('acme/shop', 'B', '2', 'production');
});
afterAll(() => fixture.stop());

const status = (promise: Promise<{ status: number }>) =>
  promise.then(
    (answer) => answer.status,
    (error) => error.status,
  );

describe('the settings of a repository', () => {
  it('are names of secrets, never their values', async () => {
    const { actions } = fixture.octokit(admin).rest;
    const inEnvironment = await actions.listEnvironmentSecrets(production);
    expect(inEnvironment.data.secrets.map(({ name }) => name)).toEqual(['KUBECONFIG']);
    const inRepository = await actions.listRepoSecrets(at);
    expect(inRepository.data.secrets.map(({ name }) => name)).toEqual(['OTHER']);
    expect(JSON.stringify([inEnvironment.data, inRepository.data])).not.toContain('very secret');
  });

  it('are variables, each where it was set', async () => {
    const { actions } = fixture.octokit(admin).rest;
    expect((await actions.listRepoVariables(at)).data.variables).toMatchObject([{ name: 'A', value: '1' }]);
    expect((await actions.listEnvironmentVariables(production)).data.variables).toMatchObject([
      { name: 'B', value: '2' },
    ]);
    expect((await actions.listRepoOrganizationVariables(at)).data.variables).toEqual([]);
  });

  it('are shown to who may write only', async () => {
    const { actions, repos } = fixture.octokit(reader).rest;
    expect(await status(actions.listRepoSecrets(at))).toBe(403);
    expect(await status(actions.listEnvironmentVariables(production))).toBe(403);
    expect(await status(repos.getEnvironment(production))).toBe(200);
  });
});

describe('the branch rule of an environment', () => {
  const policy = async () =>
    (await fixture.octokit(admin).rest.repos.getEnvironment(production)).data.deployment_branch_policy;

  it('is none, protected branches, or patterns', async () => {
    const { repos } = fixture.octokit(admin).rest;
    expect(await policy()).toBeNull();
    await fixture.admin.setBranchRule('acme/shop', 'production', 'protected');
    expect(await policy()).toEqual({ protected_branches: true, custom_branch_policies: false });
    await fixture.admin.setBranchRule('acme/shop', 'production', ['main', 'release/*']);
    expect(await policy()).toEqual({ protected_branches: false, custom_branch_policies: true });
    const { data } = await repos.listDeploymentBranchPolicies(production);
    expect(data.branch_policies.map(({ name }) => name)).toEqual(['main', 'release/*']);
    await fixture.admin.setBranchRule('acme/shop', 'production', 'every');
    expect(await policy()).toBeNull();
  });

  it('is of no environment that is not there', async () => {
    const { repos } = fixture.octokit(admin).rest;
    expect(await status(repos.getEnvironment({ ...at, environment_name: 'test' }))).toBe(404);
  });
});

describe('branches', () => {
  it('are listed, and which of them a rule protects', async () => {
    const { repos } = fixture.octokit(admin).rest;
    const names = async (only: object = {}) =>
      (await repos.listBranches({ ...at, ...only })).data.map(({ name }) => name);
    expect(await names()).toEqual(['main', 'topic']);
    expect(await names({ protected: true })).toEqual([]);
    await fixture.admin.protectBranches('acme/shop', ['main']);
    expect(await names({ protected: true })).toEqual(['main']);
    expect(await names({ protected: false })).toEqual(['topic']);
  });

  it('keep to GitHub’s description', async () => {
    expect(await fixture.admin.violations()).toEqual([]);
  });
});
