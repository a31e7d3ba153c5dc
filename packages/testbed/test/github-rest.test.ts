import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Store } from '../src/github/state.ts';
import { type Clone, type Fixture, startStandIn } from './github-fixture.ts';

const at = { owner: 'acme', repo: 'web' };
let fixture: Fixture;
let writer: string;
let reader: string;
let clone: Clone;
let first: string;
let second: string;

beforeAll(async () => {
  fixture = await startStandIn();
  await fixture.admin.createRepository('acme/web');
  writer = (await fixture.admin.createUser('ada', { 'acme/web': 'maintain' })).token;
  reader = (await fixture.admin.createUser('rob', { 'acme/web': 'triage' })).token;
  clone = fixture.clone('acme/web', writer);
  first = clone.commit('feat: one', { 'a.txt': '1' });
  second = clone.commit('fix: two', { 'a.txt': '2' });
  clone.git('push', '--quiet', 'origin', 'main');
});
afterAll(() => fixture.stop());

const status = (promise: Promise<unknown>) =>
  promise.then(
    (answer) => [(answer as { status: number }).status, ''],
    (error) => [error.status, error.response?.data?.message ?? error.message],
  );

describe('git over HTTP', () => {
  it('serves clones to anybody, and pushes only to people who may write', () => {
    const anonymous = fixture.clone('acme/web', 'ignored');
    anonymous.git('remote', 'set-url', 'origin', `${fixture.addresses.serverUrl}/acme/web`);
    anonymous.git('fetch', '--quiet', '--depth=1', 'origin', 'main');
    expect(anonymous.git('rev-parse', 'FETCH_HEAD')).toBe(second);
    expect(() => anonymous.git('push', '--quiet', 'origin', 'FETCH_HEAD:refs/heads/x')).toThrow(
      /could not read Username|Authentication/,
    );
    const reading = fixture.clone('acme/web', reader);
    reading.git('fetch', '--quiet', 'origin', 'main');
    expect(() => reading.git('push', '--quiet', 'origin', 'FETCH_HEAD:refs/heads/x')).toThrow(/403/);
    const stranger = fixture.clone('acme/web', 'ghp_wrong');
    stranger.git('fetch', '--quiet', 'origin', 'main');
    expect(() => stranger.git('push', 'origin', 'FETCH_HEAD:refs/heads/x')).toThrow(/Authentication failed/);
  });
});

describe('a big push', () => {
  it('arrives whole, although git sends it in chunks', async () => {
    const big = fixture.clone('acme/web', writer);
    big.git('fetch', '--quiet', 'origin', 'main');
    big.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const sha = big.commit('feat: big', { 'big.txt': randomBytes(3_000_000).toString('base64') });
    big.git('push', '--quiet', 'origin', 'HEAD:refs/heads/big');
    const { data } = await fixture.octokit(writer).rest.git.getRef({ ...at, ref: 'heads/big' });
    expect(data.object.sha).toBe(sha);
  });
});

describe('refs', () => {
  it('creates, reads, moves and deletes a ref, and refuses as GitHub does', async () => {
    const { git } = fixture.octokit(writer).rest;
    const ref = 'refs/tags/api/v1.0.0';
    expect(await status(git.createRef({ ...at, ref, sha: first }))).toEqual([201, '']);
    expect(await status(git.createRef({ ...at, ref, sha: first }))).toEqual([
      422,
      expect.stringContaining('Reference already exists'),
    ]);
    expect(await status(git.createRef({ ...at, ref: 'refs/tags/v9', sha: '1'.repeat(40) }))).toEqual([
      422,
      expect.stringContaining('Object does not exist'),
    ]);
    expect((await git.getRef({ ...at, ref: 'tags/api/v1.0.0' })).data.object).toMatchObject({
      sha: first,
      type: 'commit',
    });
    expect((await git.listMatchingRefs({ ...at, ref: 'tags/api/' })).data.map((one) => one.ref)).toEqual([
      ref,
    ]);
    expect((await git.updateRef({ ...at, ref: 'tags/api/v1.0.0', sha: second })).data.object.sha).toBe(
      second,
    );
    expect(await status(git.updateRef({ ...at, ref: 'tags/api/v1.0.0', sha: first }))).toEqual([
      422,
      expect.stringContaining('fast forward'),
    ]);
    expect(await status(git.deleteRef({ ...at, ref: 'tags/api/v1.0.0' }))).toEqual([204, '']);
    expect(await status(git.getRef({ ...at, ref: 'tags/api/v1.0.0' }))).toEqual([
      404,
      expect.stringContaining('Not Found'),
    ]);
  });

  it('lets exactly one of many concurrent creations win', async () => {
    const { git } = fixture.octokit(writer).rest;
    const create = () => status(git.createRef({ ...at, ref: 'refs/tags/v1.0.0', sha: second }));
    const statuses = (await Promise.all(Array.from({ length: 12 }, create))).map(([code]) => code);
    expect(statuses.toSorted()).toEqual([201, ...Array(11).fill(422)]);
  });
});

describe('rights', () => {
  it('tells role_name from permission, and knows strangers', async () => {
    const { repos } = fixture.octokit(writer).rest;
    const maintain = await repos.getCollaboratorPermissionLevel({ ...at, username: 'ada' });
    expect(maintain.data).toMatchObject({ permission: 'write', role_name: 'maintain' });
    expect((await repos.getCollaboratorPermissionLevel({ ...at, username: 'rob' })).data).toMatchObject({
      permission: 'read',
      role_name: 'triage',
    });
    expect(await status(repos.getCollaboratorPermissionLevel({ ...at, username: 'nobody' }))).toEqual([
      404,
      expect.anything(),
    ]);
  });

  it('refuses unknown tokens and people without the role', async () => {
    expect(await status(fixture.octokit('ghp_unknown').rest.repos.get(at))).toEqual([
      401,
      expect.stringContaining('Bad credentials'),
    ]);
    const refused = fixture.octokit(reader).rest.git.createRef({ ...at, ref: 'refs/tags/v2', sha: first });
    expect(await status(refused)).toEqual([403, expect.anything()]);
  });
});

describe('deployments', () => {
  it('merges or refuses by default, and keeps every status', async () => {
    const { repos } = fixture.octokit(writer).rest;
    const asked = {
      ...at,
      ref: second,
      auto_merge: false,
      required_contexts: [],
      payload: { digest: 'sha256:1' },
    };
    const created = await repos.createDeployment({ ...asked, environment: 'production', task: 'rollback' });
    const id = (created.data as { id: number }).id;
    for (const state of ['in_progress', 'success', 'failure'] as const)
      await repos.createDeploymentStatus({ ...at, deployment_id: id, state, description: state });
    const states = (await repos.listDeploymentStatuses({ ...at, deployment_id: id })).data.map(
      (one) => one.state,
    );
    expect(states).toEqual(['failure', 'success', 'in_progress']);
    const listed = await repos.listDeployments({
      ...at,
      environment: 'production',
      task: 'rollback',
      sha: second,
    });
    expect(listed.data.map((one) => [one.id, one.payload])).toEqual([[id, { digest: 'sha256:1' }]]);
    clone.git('branch', '--force', 'old', first);
    clone.git('push', '--quiet', 'origin', 'old');
    expect((await repos.createDeployment({ ...at, ref: 'old' })).status).toBe(202);
  });
});

describe('issues', () => {
  it('creates, updates, comments and finds by label', async () => {
    const { issues } = fixture.octokit(writer).rest;
    const issue = (await issues.create({ ...at, title: 'frozen', labels: ['workaday'] })).data;
    await issues.createComment({ ...at, issue_number: issue.number, body: 'again' });
    await issues.update({ ...at, issue_number: issue.number, body: 'now' });
    expect((await issues.listForRepo({ ...at, labels: 'workaday' })).data).toMatchObject([
      { title: 'frozen', body: 'now', comments: 1 },
    ]);
    await issues.update({ ...at, issue_number: issue.number, state: 'closed' });
    expect((await issues.listForRepo({ ...at, labels: 'workaday' })).data).toEqual([]);
    expect((await fixture.admin.dump('acme/web')).issues).toMatchObject([
      { state: 'closed', stateReason: 'completed' },
    ]);
  });
});

describe('commits and users', () => {
  it('reads commits, ranges and people', async () => {
    const { repos, users } = fixture.octokit(writer).rest;
    expect((await repos.getCommit({ ...at, ref: 'main' })).data).toMatchObject({
      sha: second,
      parents: [{ sha: first }],
    });
    const range = await repos.compareCommitsWithBasehead({ ...at, basehead: `${first}...main` });
    expect(range.data).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      commits: [{ commit: { message: 'fix: two' } }],
    });
    const page = await repos.listCommits({ ...at, per_page: 1 });
    expect([page.data.length, page.headers.link]).toEqual([1, expect.stringContaining('rel="next"')]);
    expect((await users.getByUsername({ username: 'ada' })).data.login).toBe('ada');
  });
});

describe('the state', () => {
  it('outlives the stand-in, readable by its owner only', async () => {
    const { state } = new Store(fixture.dir);
    expect(state.repositories[0]?.deployments[0]?.statuses.map((one) => one.state)).toEqual([
      'in_progress',
      'success',
      'failure',
    ]);
    expect(statSync(join(fixture.dir, 'state.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the OpenAPI description', () => {
  it('held for everything above, and names what is wrong with a request', async () => {
    expect(await fixture.admin.violations()).toEqual([]);
    const { git, repos } = fixture.octokit(writer).rest;
    const wrong = git.createRef({ ...at, ref: 'refs/tags/x', sha: 7 as unknown as string });
    expect(await status(wrong)).toEqual([422, expect.stringContaining('/sha must be string')]);
    await repos.listReleases({ ...at, per_pages: 3 } as never);
    const [first422, typing] = await fixture.admin.violations();
    expect(first422).toMatchObject({ side: 'request', problems: ['/sha must be string'] });
    expect(typing).toMatchObject({ side: 'request', problems: ["query parameter 'per_pages'"] });
    const unserved = fixture.octokit(writer).request('GET /repos/{owner}/{repo}/stargazers', at);
    expect(await status(unserved)).toEqual([501, expect.stringContaining('does not serve')]);
    expect((await fixture.admin.requests())['POST /repos/{owner}/{repo}/git/refs']).toBeGreaterThan(10);
  });
});
