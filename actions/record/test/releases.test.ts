import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestRepository } from './support/repository.ts';
import { type Inputs, runRecord } from './support/run-record.ts';

let repository: TestRepository;

beforeAll(async () => {
  repository = await TestRepository.start();
});
afterAll(() => repository.standIn.stop());

const verified: Inputs = {
  'deploy-outcome': 'deployed',
  'smoke-outcome': 'verified',
  'smoke-reason': 'ok',
  release: '8',
};
const undone: Inputs = {
  'deploy-outcome': 'deployed',
  'smoke-outcome': 'rolled-back',
  'smoke-reason': 'bad-answers',
  release: '8',
  'restored-release': '7',
};
const lines = (releases: Record<string, number>) =>
  Object.entries(releases)
    .map(([tag, id]) => `${tag}=${id}`)
    .join('\n');
const run = (tag: string, id: number, ending: Inputs, more: Inputs = {}) =>
  runRecord(repository, { tag, 'github-releases': lines({ [tag]: id }), ...ending, ...more });
const only = async (tag: string) => (await repository.releases(tag))[0];

describe('the draft of a version', () => {
  it('is published as it is when the version was verified', async () => {
    const id = await repository.draft('v1.0.0');
    const report = await run('v1.0.0', id, verified);
    expect(await only('v1.0.0')).toMatchObject({
      id,
      draft: false,
      prerelease: false,
      name: 'v1.0.0',
      body: 'notes of v1.0.0',
    });
    expect(report.outputs['release-url']).toMatch(/\/releases\/tag\/v1\.0\.0$/);
  });

  it('stays a draft that says what happened, once, and is published when a re-run verifies it', async () => {
    const id = await repository.draft('v1.1.0');
    const report = await run('v1.1.0', id, undone);
    expect(report.outputs['release-url']).toBe('');
    const marked = await only('v1.1.0');
    expect(marked).toMatchObject({ draft: true, name: 'v1.1.0 (rolled back)' });
    expect(marked?.body).toMatch(
      /^<!-- workaday -->\n> \[!WARNING\]\n.*`bad-answers`.*Release 7 serves again/,
    );
    expect(marked?.body).toMatch(/\/actions\/runs\/42\).*\n<!-- \/workaday -->\n\nnotes of v1\.1\.0$/);
    await repository.standIn.admin.resetRequests();
    await runRecord(
      repository,
      { tag: 'v1.1.0', 'github-releases': `v1.1.0=${id}`, ...undone },
      '2026-12-24T00:00:00Z',
    );
    const asked = Object.keys(await repository.standIn.admin.requests());
    expect(asked.filter((route) => /releases/.test(route))).toEqual([
      'GET /repos/{owner}/{repo}/releases/{release_id}',
    ]);
    await run('v1.1.0', id, verified);
    expect(await only('v1.1.0')).toMatchObject({ draft: false, name: 'v1.1.0', body: 'notes of v1.1.0' });
  });

  it('keeps what a person wrote into it meanwhile', async () => {
    const id = await repository.draft('v1.2.0');
    await run('v1.2.0', id, undone);
    const body = `${(await only('v1.2.0'))?.body}\r\nSee the manual.`.replaceAll(/\r?\n/g, '\r\n');
    await repository.change(id, { body });
    await run('v1.2.0', id, verified);
    expect((await only('v1.2.0'))?.body).toBe('notes of v1.2.0\r\nSee the manual.');
  });

  it('is taken for nobody else’s: an ID of another tag fails, and all else is written', async () => {
    const [one, other] = [await repository.draft('v1.3.0'), await repository.draft('v1.3.1')];
    const failed = runRecord(repository, {
      tag: 'v1.3.0',
      'github-releases': lines({ 'v1.3.0': other, 'v1.3.1': one + other }),
      ...undone,
    });
    await expect(failed).rejects.toMatchObject({
      parts: {
        reason: 'release-mismatch',
        outputs: { state: 'rolled-back', deployment: expect.stringMatching(/^\d+$/), issue: '1' },
      },
    });
    expect((await only('v1.3.1'))?.name).toBe('v1.3.1');
    const { deployments, issues } = await repository.dump();
    expect(deployments.at(0)?.statuses.at(-1)?.state).toBe('failure');
    expect(issues).toMatchObject([{ state: 'open' }]);
  });

  it('may belong to one of several services: each is published, and one that is gone is told', async () => {
    const [api, web] = [await repository.draft('api/v1.0.0'), await repository.draft('web/v2.0.0')];
    await repository.remove(web);
    const report = await runRecord(repository, {
      'github-releases': lines({ 'api/v1.0.0': api, 'web/v2.0.0': web }),
      ...verified,
    });
    expect(await only('api/v1.0.0')).toMatchObject({ draft: false });
    expect(report.annotations).toMatchObject([{ level: 'warning', title: 'GitHub Release web/v2.0.0' }]);
    expect(report.outputs['release-url']).toContain('api');
  });
});

describe('a published release', () => {
  it('that is undone later becomes a marked prerelease, the latest no more, and comes back', async () => {
    await repository.tag('v2.0.0');
    const id = await repository.create('v2.0.0', { name: 'v2.0.0', body: 'notes' });
    const latest = async () =>
      (await repository.octokit.rest.repos.getLatestRelease({ owner: 'acme', repo: 'shop' })).data.tag_name;
    expect(await latest()).toBe('v2.0.0');
    await runRecord(repository, { tag: 'v2.0.0', ...undone });
    expect(await only('v2.0.0')).toMatchObject({
      draft: false,
      prerelease: true,
      name: 'v2.0.0 (rolled back)',
    });
    expect(await latest()).not.toBe('v2.0.0');
    await run('v2.0.0', id, verified);
    expect(await only('v2.0.0')).toMatchObject({ prerelease: false, name: 'v2.0.0', body: 'notes' });
  });

  it('stays as it is when a later run found newer work', async () => {
    await repository.tag('v2.1.0');
    const id = await repository.create('v2.1.0', { name: 'v2.1.0', body: 'notes' });
    await run('v2.1.0', id, { 'deploy-outcome': 'superseded', 'deploy-reason': 'newer-release' });
    expect(await only('v2.1.0')).toMatchObject({ prerelease: false, name: 'v2.1.0', body: 'notes' });
  });
});

describe('a release that is not there', () => {
  it('is created published from the notes, when a person deleted the draft of a verified version', async () => {
    const id = await repository.draft('v3.0.0', 'given notes');
    await run('v3.0.0', id, undone);
    const notes = (await only('v3.0.0'))?.body ?? '';
    await repository.remove(id);
    await run('v3.0.0', id, verified, { notes });
    expect(await only('v3.0.0')).toMatchObject({ draft: false, name: 'v3.0.0', body: 'given notes' });
  });

  it('is created by its tag alone, where no ID is given, and once', async () => {
    await repository.tag('v3.1.0');
    for (let time = 0; time < 2; time += 1)
      await runRecord(repository, { tag: 'v3.1.0', notes: 'notes', ...verified });
    expect(await repository.releases('v3.1.0')).toMatchObject([{ draft: false, body: 'notes' }]);
  });

  it('brings its tag along, at the commit that was deployed', async () => {
    await runRecord(repository, { tag: 'v3.2.0', ...verified });
    const { data } = await repository.octokit.rest.git.getRef({
      owner: 'acme',
      repo: 'shop',
      ref: 'tags/v3.2.0',
    });
    expect(data.object.sha).toBe(repository.commit);
  });

  it('is not created at a tag that leads to another commit', async () => {
    await repository.tag('v3.3.0', repository.otherCommit);
    const failed = runRecord(repository, { tag: 'v3.3.0', ...verified });
    await expect(failed).rejects.toMatchObject({
      parts: { reason: 'release-refused', what: expect.stringContaining(repository.otherCommit) },
    });
    expect(await repository.releases('v3.3.0')).toEqual([]);
  });
});

describe('a tag that another release has already', () => {
  it('is as good as published, when it leads to the same commit', async () => {
    const id = await repository.draft('v4.0.0');
    await repository.create('v4.0.0', { name: 'by hand' });
    const report = await run('v4.0.0', id, verified);
    expect(report.outputs['release-url']).toMatch(/v4\.0\.0$/);
    expect((await repository.releases('v4.0.0')).map((one) => one.draft)).toEqual([false, true]);
  });

  it('is a failure, when it leads elsewhere', async () => {
    await repository.tag('v4.1.0', repository.otherCommit);
    const id = await repository.create('v4.1.0', { draft: true });
    await repository.create('v4.1.0', { name: 'by hand' });
    await expect(run('v4.1.0', id, verified)).rejects.toMatchObject({
      parts: {
        reason: 'release-refused',
        what: expect.stringContaining(`leads to ${repository.otherCommit}`),
      },
    });
  });
});

it('every call kept to GitHub’s description of its API', async () => {
  expect(await repository.standIn.admin.violations()).toEqual([]);
});
