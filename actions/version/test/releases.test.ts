import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import type { Origin } from './support/origin.ts';
import { runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

const onMerge = (sha: string, situation: Situation = {}) => runVersion(origin, sha, situation);
const unreachable = { apiUrl: 'http://127.0.0.1:9' };

async function callsDuring(work: () => Promise<unknown>): Promise<number> {
  await github.admin.resetRequests();
  await work();
  const requests = await github.admin.requests();
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}

describe('the GitHub Release of a tag', () => {
  it('is a draft with the notes', async () => {
    const report = await onMerge(origin.commit('feat: a'));
    const [draft, ...others] = await github.releases(origin);
    expect(others).toEqual([]);
    const { notes: body, 'github-releases': answered } = report.outputs;
    expect(draft).toMatchObject({ tag: 'v1.1.0', draft: true, prerelease: false, body });
    expect(answered).toBe(`v1.1.0=${draft?.id}`);
  });

  it('is made for each of several tags, with the notes of its service alone', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    const begin = { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' };
    origin.commit('feat: begin', begin);
    origin.commit('fix: a', { 'api/a': '2' });
    const report = await onMerge(origin.commit('fix: w', { 'web/a': '2' }));
    const drafts = await github.releases(origin);
    expect(drafts.map(({ tag }) => tag).toSorted()).toEqual(['api/v0.1.0', 'web/v0.1.0']);
    const lines = drafts.map(({ tag, id }) => `${tag}=${id}`).toSorted();
    expect(report.outputs['github-releases']?.split('\n')).toEqual(lines);
    const bodyOf = (tag: string) => drafts.find((draft) => draft.tag === tag)?.body ?? '';
    expect(noted({ outputs: { notes: bodyOf('api/v0.1.0') } })).toEqual(['begin', 'a']);
    expect(noted({ outputs: { notes: bodyOf('web/v0.1.0') } })).toEqual(['begin', 'w']);
  });

  it('takes two calls, and one or none where nothing is released', async () => {
    const older = origin.commit('feat: a');
    const newer = origin.commit('fix: b');
    expect(await callsDuring(() => onMerge(newer))).toBe(2);
    expect(await callsDuring(() => onMerge(newer))).toBe(1);
    expect(await callsDuring(() => onMerge(older))).toBeLessThanOrEqual(1);
    const docs = origin.commit('docs: c');
    expect(await callsDuring(() => onMerge(docs))).toBeLessThanOrEqual(1);
    const inputs = { 'dry-run': 'true', 'github-token': '' };
    expect(await callsDuring(() => onMerge(docs, { inputs }))).toBe(0);
  });

  it('has at most 125,000 characters of notes, whatever was squashed', async () => {
    const items = Array.from({ length: 4_000 }, (_, index) => `* feat: item ${index} ${'ü'.repeat(40)}`);
    const report = await onMerge(origin.commit(`feat: much (#1)\n\n${items.join('\n\n')}`));
    const [draft] = await github.releases(origin);
    expect(report.outputs.notes?.length).toBeGreaterThan(100_000);
    expect(draft?.body.length).toBeLessThanOrEqual(125_000);
    expect(draft?.body).toMatch(/\d+ more changes are not listed/);
  });
});

describe('notes begin after the last verified release', () => {
  /** What became of v1.0.0, v1.1.0, v1.2.0; the tags are there in any case. */
  type Fate = 'draft' | 'published' | 'marked' | 'none' | 'both';
  const after = 'These notes also cover the releases after';
  const upTo = 'These notes also cover the releases up to';

  it.each<{ fates: readonly Fate[]; told: readonly string[]; says: string }>([
    { fates: ['none', 'none', 'none'], told: ['c'], says: '' },
    { fates: ['published', 'published', 'published'], told: ['c'], says: '' },
    { fates: ['published', 'published', 'draft'], told: ['b', 'c'], says: `${after} v1.1.0 up to v1.2.0` },
    { fates: ['published', 'published', 'marked'], told: ['b', 'c'], says: `${after} v1.1.0 up to v1.2.0` },
    { fates: ['published', 'draft', 'marked'], told: ['a', 'b', 'c'], says: `${after} v1.0.0 up to v1.2.0` },
    { fates: ['published', 'draft', 'published'], told: ['c'], says: '' },
    { fates: ['none', 'none', 'draft'], told: ['b', 'c'], says: `${after} v1.1.0 up to v1.2.0` },
    { fates: ['none', 'draft', 'both'], told: ['c'], says: '' },
    { fates: ['marked', 'draft', 'draft'], told: ['begin', 'a', 'b', 'c'], says: `${upTo} v1.2.0` },
  ])('of $fates: $told', async ({ fates, told, says }) => {
    origin.commit('feat: a');
    origin.tag('v1.1.0');
    origin.commit('feat: b');
    origin.tag('v1.2.0');
    for (const [index, fate] of fates.entries()) {
      const release = { tag_name: `v1.${index}.0`, draft: fate === 'draft', prerelease: fate === 'marked' };
      if (fate !== 'none') await github.call(origin, 'POST', 'releases', release);
      if (fate === 'both') await github.call(origin, 'POST', 'releases', { ...release, draft: true });
    }
    const report = await onMerge(origin.commit('fix: c'));
    expect(report.outputs).toMatchObject({ version: '1.2.1', 'previous-version': '1.2.0', bump: 'patch' });
    expect(noted(report).toSorted()).toEqual([...told].toSorted());
    const { notes = '' } = report.outputs;
    if (says === '') expect(notes).not.toContain('also cover');
    else expect(notes).toContain(says);
    const since = /\/compare\/v([\d.]+)\.\.\.v1\.2\.1/.exec(notes)?.[1];
    const verified = { 1: '1.2.0', 2: '1.1.0', 3: '1.0.0', 4: undefined }[told.length];
    expect(since).toBe(verified);
  });

  it('as the releases of Workaday itself go: a draft, published, then marked', async () => {
    expect(noted(await onMerge(origin.commit('feat: a')))).toEqual(['a']);
    expect(noted(await onMerge(origin.commit('feat: b'))).toSorted()).toEqual(['a', 'b']);
    await github.changeRelease(origin, 'v1.2.0', { draft: false });
    expect(noted(await onMerge(origin.commit('fix: c')))).toEqual(['c']);
    await github.changeRelease(origin, 'v1.2.1', { draft: false });
    await github.changeRelease(origin, 'v1.2.1', { prerelease: true });
    const last = await onMerge(origin.commit('fix: d'));
    expect(last.outputs.version).toBe('1.2.2');
    expect(noted(last)).toEqual(['d', 'c']);
  });
});

describe('when GitHub does not answer', () => {
  it('the tag stands, with a warning, and the next run makes the draft', async () => {
    const sha = origin.commit('feat: a');
    const report = await onMerge(sha, unreachable);
    expect(report).toMatchObject({ outcome: 'released', outputs: { tag: 'v1.1.0', 'github-releases': '' } });
    const levels = (report.annotations ?? []).map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(['warning']));
    expect(JSON.stringify(report.annotations)).toContain('creating the draft release v1.1.0');
    expect(origin.tags()).toMatchObject({ 'v1.1.0': sha });
    const before = origin.tags('refs');
    const again = await onMerge(sha);
    expect(again.outcome).toBe('already-released');
    const [draft] = await github.releases(origin);
    expect(again.outputs['github-releases']).toBe(`v1.1.0=${draft?.id}`);
    expect(draft).toMatchObject({ draft: true, body: report.outputs.notes });
    expect(origin.tags('refs')).toEqual(before);
  });

  it('nothing is warned of where there is nothing to release in a dry run without a token', async () => {
    const inputs = { 'dry-run': 'true', 'github-token': '' };
    const report = await onMerge(origin.commit('docs: a'), { ...unreachable, inputs });
    expect(report.annotations).toEqual([]);
  });
});

describe('a dry run', () => {
  it('with a token that may only read tells everything and writes nothing', async () => {
    const sha = origin.commit('feat: a');
    const before = origin.tags('refs');
    const inputs = { 'dry-run': 'true', 'github-token': origin.account.readToken };
    const report = await onMerge(sha, { inputs });
    expect(report).toMatchObject({
      outcome: 'released',
      reason: 'dry-run',
      outputs: { version: '1.1.0', tag: 'v1.1.0', 'github-releases': '' },
      annotations: [],
    });
    expect(origin.tags('refs')).toEqual(before);
    expect(await github.releases(origin)).toEqual([]);
  });
});
