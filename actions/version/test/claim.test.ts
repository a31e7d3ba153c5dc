import semver from 'semver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, Origin } from './support/origin.ts';
import { type RefsApi, startRefsApi } from './support/refs-api.ts';
import { runVersion } from './support/run-version.ts';

let origin: Origin;
let apis: RefsApi[];

beforeEach(() => {
  origin = new Origin();
  apis = [];
});

afterEach(async () => {
  await Promise.all(apis.map((api) => api.close()));
  origin.remove();
});

async function api(refuse?: Parameters<typeof startRefsApi>[1]): Promise<RefsApi> {
  const started = await startRefsApi(origin.bare, refuse);
  apis.push(started);
  return started;
}

describe('four merges at once', () => {
  it.each([
    [['fix: a', 'fix: b', 'fix: c', 'fix: d']],
    [['fix: a', 'feat: b', 'fix: c', 'feat!: d']],
    [['feat!: a', 'docs: b', 'fix: c', 'feat: d']],
  ])('%j: each version once, and never a lower one after a higher one', async (messages) => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const shas = messages.map((message) => origin.commit(message));
    const { url } = await api();
    const runs = shas.map((sha) => ({ sha, workspace: origin.checkout() }));
    const reports = await Promise.all(runs.map((run) => runVersion({ ...run, apiUrl: url })));
    const tagged = origin.tags();
    for (const [index, report] of reports.entries()) {
      if (report.outcome === 'released') expect(tagged[report.outputs.tag ?? '']).toBe(shas[index]);
      else expect(report.outputs.tag).toBe('');
    }
    const released = Object.entries(tagged).filter(([name]) => name !== 'v1.0.0');
    expect(new Set(released.map(([, sha]) => sha)).size).toBe(released.length);
    const alongHistory = released
      .sort(([, a], [, b]) => shas.indexOf(a) - shas.indexOf(b))
      .map(([name]) => name.slice(1));
    expect(alongHistory).toEqual([...alongHistory].sort(semver.compare));
    const newest = shas.findLastIndex((_, index) => !messages[index]?.startsWith('docs'));
    expect(reports[newest]?.outcome).toBe('released');
  });
});

describe('a tag that the checkout did not know', () => {
  it('at the same commit is fine', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = origin.checkout();
    origin.tag('v0.1.0');
    const { url } = await api();
    expect(await runVersion({ workspace, sha, apiUrl: url })).toMatchObject({
      outcome: 'already-released',
      outputs: { tag: 'v0.1.0' },
    });
  });

  it('at a commit of another history is gone above', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = origin.checkout();
    git(origin.work, 'checkout', '--quiet', '--orphan', 'other');
    origin.commit('feat: elsewhere', {}, 'other');
    origin.tag('v0.1.0');
    const { url } = await api();
    expect((await runVersion({ workspace, sha, apiUrl: url })).outputs.tag).toBe('v0.2.0');
  });

  it('that origin cannot give out ends clearly', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = origin.checkout();
    git(workspace, 'remote', 'set-url', 'origin', '/nowhere');
    origin.tag('v0.1.0');
    const { url } = await api();
    await expect(runVersion({ workspace, sha, apiUrl: url })).rejects.toMatchObject({
      parts: { reason: 'fetch-failed' },
    });
  });

  it('that never shows is not waited for without end', async () => {
    const sha = origin.commit('feat: begin');
    const { url, asked } = await api(() => [422, 'Reference already exists']);
    const run = runVersion({ workspace: origin.checkout(), sha, apiUrl: url });
    await expect(run).rejects.toMatchObject({ parts: { reason: 'tag-contended' } });
    expect(asked).toHaveLength(12);
  });
});

describe('GitHub refusing the tag', () => {
  it.each([
    [403, 'Resource not accessible by integration', 'github-permission', 'contents: write'],
    [422, 'Repository rule violations found', 'tag-refused', 'rulesets'],
    [422, 'Object does not exist', 'tag-refused', 'rulesets'],
  ])('with %s %s is %s', async (status, message, reason, next) => {
    const sha = origin.commit('feat: begin');
    const { url } = await api(() => [status, message]);
    const run = runVersion({ workspace: origin.checkout(), sha, apiUrl: url });
    await expect(run).rejects.toMatchObject({ parts: { reason, next: expect.stringContaining(next) } });
  });

  it('by not answering is said', async () => {
    const sha = origin.commit('feat: begin');
    const run = runVersion({ workspace: origin.checkout(), sha, apiUrl: 'http://127.0.0.1:9' });
    await expect(run).rejects.toMatchObject({ parts: { reason: 'github-unavailable' } });
  });
});
