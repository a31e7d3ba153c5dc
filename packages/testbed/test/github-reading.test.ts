import {
  checkRight,
  defaultBranchFiles,
  type GitHubClient,
  loadConfig,
  readPerson,
  resolveRights,
} from '@workaday/core';
import { githubClient } from '@workaday/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, startStandIn } from './github-fixture.ts';

let fixture: Fixture;
let github: GitHubClient;

beforeAll(async () => {
  fixture = await startStandIn();
  await fixture.admin.createRepository('acme/web');
  const { token } = await fixture.admin.createUser('ada', { 'acme/web': 'maintain' });
  await fixture.admin.createUser('rob', { 'acme/web': 'triage' });
  await fixture.admin.createUser('eve', {});
  await fixture.admin.createTeam('acme', 'on-call', ['Rob']);
  const clone = fixture.clone('acme/web', token);
  clone.commit('feat: ground', {
    'workaday.yml': 'app: shop\nrights: { rollback: { roles: [triage] } }\n',
    'k8s/app.yaml': 'kind: Ä\n',
  });
  clone.git('push', '--quiet', 'origin', 'main');
  clone.git('switch', '--quiet', '--create', 'evil');
  clone.commit('feat: mine', { 'workaday.yml': 'app: evil\nrights: { rollback: { people: [eve] } }\n' });
  clone.git('push', '--quiet', 'origin', 'evil');
  github = await githubClient(token, { apiUrl: fixture.addresses.apiUrl, owner: 'acme', name: 'web' });
});
afterAll(async () => {
  expect(await fixture.admin.violations()).toEqual([]);
  await fixture.stop();
});

describe('what a run may trust is read from GitHub itself:', () => {
  it('the role, by its exact name', async () => {
    expect(await readPerson(github, 'ada')).toEqual({ login: 'ada', role: 'maintain' });
    expect(await readPerson(github, 'rob')).toEqual({ login: 'rob', role: 'triage' });
    expect(await readPerson(github, 'eve')).toEqual({ login: 'eve', role: 'none' });
  });

  it('nobody whom GitHub does not know', async () => {
    await expect(readPerson(github, 'nobody')).rejects.toMatchObject({ parts: { reason: 'not-allowed' } });
  });

  it('the configuration of the default branch, whatever other branches say', async () => {
    const files = defaultBranchFiles(github);
    const config = await loadConfig(files, { path: 'workaday.yml', repository: 'acme/web' });
    expect(config).toMatchObject({ app: 'shop', manifests: 'k8s' });
    expect(config.environments['production']?.rights.rollback).toEqual({
      roles: ['triage'],
      people: [],
      teams: [],
    });
    expect(await files.readText('k8s/app.yaml')).toBe('kind: Ä\n');
    expect(await files.readText('nothing.yml')).toBeUndefined();
    expect([await files.kind('k8s'), await files.kind('workaday.yml'), await files.kind('x')]).toEqual([
      'directory',
      'file',
      undefined,
    ]);
  });

  it('the teams of a person, as a token that may read them sees them', async () => {
    const rights = resolveRights({ rollback: { teams: ['on-call', 'others'] } });
    const asks = (login: string, teams: GitHubClient | undefined) =>
      checkRight({ github, teams }, { login, right: 'rollback', rights, environment: 'production' });
    await expect(asks('rob', github)).resolves.toBeUndefined();
    await expect(asks('ada', github)).rejects.toMatchObject({
      parts: {
        reason: 'not-allowed',
        why: 'The right `rollback` belongs to members of the team on-call or others.',
      },
    });
    await expect(asks('rob', undefined)).rejects.toMatchObject({
      parts: { reason: 'not-allowed', why: expect.stringContaining('there is no `teams-token`') },
    });
    const stranger = await githubClient('ghp_unknown', {
      apiUrl: fixture.addresses.apiUrl,
      owner: 'acme',
      name: 'web',
    });
    await expect(asks('rob', stranger)).rejects.toMatchObject({ parts: { reason: 'github-permission' } });
  });

  it('no role of an App, which may be one of the people', async () => {
    const rights = resolveRights({ lock: { people: ['robot[bot]'] } });
    const asks = (right: 'lock' | 'rollback') =>
      checkRight(
        { github, teams: undefined },
        { login: 'robot[bot]', right, rights, environment: 'production' },
      );
    await expect(asks('lock')).resolves.toBeUndefined();
    await expect(asks('rollback')).rejects.toMatchObject({ parts: { reason: 'not-allowed' } });
  });

  it('what was pushed to a branch, newest first, by whatever way, and nothing of others', async () => {
    const { repos, git } = github.octokit.rest;
    const pushes = async () =>
      (await repos.listActivities({ ...github.repo, ref: 'refs/heads/main', per_page: 2 })).data;
    const [first, ...others] = await pushes();
    expect([first?.activity_type, first?.before, others]).toEqual(['branch_creation', '0'.repeat(40), []]);
    const { data } = await git.getRef({ ...github.repo, ref: 'heads/evil' });
    const { sha } = data.object;
    await git.updateRef({ ...github.repo, ref: 'heads/main', sha });
    expect(await pushes()).toMatchObject([
      { activity_type: 'push', before: first?.after, after: sha },
      { after: first?.after },
    ]);
    await git.updateRef({ ...github.repo, ref: 'heads/main', sha: first?.after ?? '', force: true });
  });

  it('nothing, when GitHub refuses', async () => {
    const stranger = await githubClient('ghp_unknown', {
      apiUrl: fixture.addresses.apiUrl,
      owner: 'acme',
      name: 'web',
    });
    await expect(readPerson(stranger, 'ada')).rejects.toMatchObject({
      parts: { reason: 'github-permission' },
    });
    await expect(defaultBranchFiles(stranger).readText('workaday.yml')).rejects.toMatchObject({
      parts: { reason: 'github-permission' },
    });
  });
});
