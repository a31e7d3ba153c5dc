import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepositoryCall } from '../src/github/call.ts';
import { GitRepository } from '../src/github/git-repository.ts';
import { checkTarget } from '../src/github/release-rules.ts';
import { type Clone, type Fixture, startStandIn } from './github-fixture.ts';

const at = { owner: 'acme', repo: 'web' };
let fixture: Fixture;
let writer: string;
let reader: string;
let clone: Clone;
let older: string;
let newer: string;

beforeAll(async () => {
  fixture = await startStandIn();
  await fixture.admin.createRepository('acme/web');
  writer = (await fixture.admin.createUser('ada', { 'acme/web': 'write' })).token;
  reader = (await fixture.admin.createUser('rob', { 'acme/web': 'triage' })).token;
  clone = fixture.clone('acme/web', writer);
  older = commitOn('2026-01-01T00:00:00Z', 'feat: one');
  newer = commitOn('2026-02-02T00:00:00Z', 'feat: two');
  clone.git('push', '--quiet', 'origin', 'main');
});
afterAll(() => fixture.stop());

function commitOn(date: string, message: string): string {
  process.env['GIT_COMMITTER_DATE'] = date;
  try {
    return clone.commit(message, { 'a.txt': message });
  } finally {
    delete process.env['GIT_COMMITTER_DATE'];
  }
}

const repos = (token = writer) => fixture.octokit(token).rest.repos;
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error) => `${error.status} ${JSON.stringify(error.response?.data?.errors ?? '')}`,
  );
const create = async (tag: string, more: Record<string, unknown> = {}) =>
  (await repos().createRelease({ ...at, tag_name: tag, ...more })).data;
const update = async (id: number, change: Record<string, unknown>) =>
  (await repos().updateRelease({ ...at, release_id: id, ...change })).data;
const tagged = async (tag: string) =>
  (await fixture.octokit(writer).rest.git.listMatchingRefs({ ...at, ref: `tags/${tag}` })).data[0]?.object
    .sha;
const latest = async () => (await repos().getLatestRelease(at)).data.tag_name;

describe('a draft', () => {
  it('is for those who write, has no tag and no public address, and may share its name', async () => {
    const draft = await create('api/v1.0.0', { target_commitish: older, draft: true, body: 'notes' });
    const twin = await create('api/v1.0.0', { draft: true });
    expect(draft).toMatchObject({ draft: true, published_at: null, tag_name: 'api/v1.0.0' });
    expect(draft.html_url).toMatch(/\/releases\/tag\/untagged-\w+$/);
    expect(await tagged('api/v1.0.0')).toBeUndefined();
    expect((await repos().getRelease({ ...at, release_id: draft.id })).data.body).toBe('notes');
    expect(await refused(repos(reader).getRelease({ ...at, release_id: draft.id }))).toMatch('404');
    expect(await refused(repos().getReleaseByTag({ ...at, tag: 'api/v1.0.0' }))).toMatch('404');
    expect((await repos().listReleases(at)).data.map((one) => one.id)).toEqual([twin.id, draft.id]);
    expect((await repos(reader).listReleases(at)).data).toEqual([]);
  });

  it('gets its tag when it is published, once for each tag', async () => {
    const drafts = (await repos().listReleases(at)).data;
    const [twin, draft] = drafts.map((one) => one.id) as [number, number];
    const published = await update(draft, { draft: false });
    expect(published).toMatchObject({ draft: false, body: 'notes', created_at: '2026-01-01T00:00:00Z' });
    expect(published.html_url).toMatch(/\/releases\/tag\/api%2Fv1\.0\.0$/);
    expect(await tagged('api/v1.0.0')).toBe(older);
    expect((await repos().getReleaseByTag({ ...at, tag: 'api/v1.0.0' })).data.id).toBe(draft);
    expect(await refused(update(twin, { draft: false }))).toMatch(/422 .*already_exists/);
    expect(await refused(create('api/v1.0.0'))).toMatch(/422 .*already_exists/);
    await repos().deleteRelease({ ...at, release_id: twin });
  });

  it('uses the tag that is there, whatever its target says', async () => {
    clone.git('tag', 'v1.0.0', older);
    clone.git('push', '--quiet', 'origin', 'v1.0.0');
    const { id } = await create('v1.0.0', { draft: true, target_commitish: newer });
    await update(id, { draft: false });
    expect(await tagged('v1.0.0')).toBe(older);
  });
});

describe('a published release', () => {
  it('becomes a prerelease or a draft, and comes back', async () => {
    const { id } = (await repos().getReleaseByTag({ ...at, tag: 'v1.0.0' })).data;
    expect(await update(id, { prerelease: true, make_latest: 'false' })).toMatchObject({ prerelease: true });
    expect(await update(id, { draft: true })).toMatchObject({ draft: true, published_at: null });
    expect(await refused(repos().getReleaseByTag({ ...at, tag: 'v1.0.0' }))).toMatch('404');
    const back = await update(id, { draft: false, prerelease: false, make_latest: 'legacy' });
    expect(back).toMatchObject({ draft: false, prerelease: false });
  });

  it('takes 125,000 characters and no more', async () => {
    const { id } = (await repos().getReleaseByTag({ ...at, tag: 'v1.0.0' })).data;
    expect((await update(id, { body: 'x'.repeat(125_000) })).body).toHaveLength(125_000);
    expect(await refused(update(id, { body: 'x'.repeat(125_001) }))).toMatch(/422 .*too long/);
    expect(await refused(create('v9', { body: 'x'.repeat(125_001) }))).toMatch('422');
  });
});

describe('the latest release', () => {
  it('is what was published last, unless make_latest says otherwise', async () => {
    await create('v2.0.0', { target_commitish: newer });
    expect(await latest()).toBe('v2.0.0');
    await create('v1.0.1', { target_commitish: older, make_latest: 'legacy' });
    expect(await latest()).toBe('v2.0.0');
    const { id } = await create('v1.0.2', { target_commitish: older, make_latest: 'true' });
    expect(await latest()).toBe('v1.0.2');
    await update(id, { prerelease: true, make_latest: 'false' });
    expect(await latest()).toBe('v2.0.0');
    await create('v2.10.0', { target_commitish: newer, make_latest: 'legacy' });
    expect(await latest()).toBe('v2.10.0');
  });

  it('is no draft and no prerelease', async () => {
    const { id } = await create('v3.0.0', { draft: true });
    const message = /422 .*Latest release cannot be draft or prerelease/;
    expect(await refused(update(id, { make_latest: 'true' }))).toMatch(message);
    expect(await refused(create('v3', { prerelease: true, make_latest: 'true' }))).toMatch(message);
    expect(await refused(create('v3', { make_latest: 'yes' }))).toMatch('422');
  });
});

describe('the list', () => {
  it('is ordered by the date of the commit, drafts by their own, and comes in pages', async () => {
    const all = (await repos().listReleases(at)).data;
    const order = all.map((one) => (one.draft ? 'draft' : one.created_at.slice(0, 10)));
    expect(order).toEqual(['draft', ...Array(2).fill('2026-02-02'), ...Array(4).fill('2026-01-01')]);
    const second = await repos().listReleases({ ...at, per_page: 3, page: 2 });
    expect(second.data.map((one) => one.id)).toEqual(all.slice(3, 6).map((one) => one.id));
    const links = second.headers.link?.match(/(?<=rel=")\w+/g);
    expect(links?.toSorted()).toEqual(['first', 'last', 'next', 'prev']);
    const octokit = fixture.octokit(writer);
    const paged = await octokit.paginate(octokit.rest.repos.listReleases, { ...at, per_page: 2 });
    expect(paged.map((one) => one.id)).toEqual(all.map((one) => one.id));
  });
});

describe('a job', () => {
  it('may not name a commit whose workflows are not those of the default branch', async () => {
    const git = new GitRepository(join(fixture.dir, 'repos/acme/web.git'));
    const by = (kind: 'job' | 'person', target: string) =>
      checkTarget({ caller: { kind }, git, repository: { defaultBranch: 'main' } } as RepositoryCall, target);
    const elsewhere = clone.commit('ci: other', { '.github/workflows/x.yml': 'on: push' });
    clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/elsewhere');
    await expect(by('job', elsewhere)).rejects.toThrow('Not Found');
    await expect(by('person', elsewhere)).resolves.toBeUndefined();
    for (const target of [older, newer, 'main', 'nowhere'])
      await expect(by('job', target)).resolves.toBeUndefined();
  });
});

it('GitHub’s own description held for everything above but the unknown make_latest', async () => {
  const violations = await fixture.admin.violations();
  expect(violations.map((one) => [one.side, one.problems.join()])).toEqual([
    ['request', expect.stringContaining('/make_latest')],
  ]);
});
