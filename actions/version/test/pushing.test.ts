import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

const onMerge = (sha: string) => runVersion(origin, sha);

describe('a squash', () => {
  it.each([
    { message: 'feat: a (#4)\n\n* feat!: b\n\n* fix: c', version: '2.0.0', notes: ['b #4', 'a #4', 'c #4'] },
    {
      message: 'chore: a (#4)\n\n* fix: b\n\n* wip\n\n* docs: c',
      version: '1.0.1',
      notes: ['b #4', 'a #4', 'c #4'],
    },
    {
      message: 'feat: a (#4)\r\n\r\n* feat: a\r\n\r\n* fix: c\r\n',
      version: '1.1.0',
      notes: ['a #4', 'c #4'],
    },
    { message: 'feat: a (#4)\n\nSome words.\n\nBREAKING CHANGE: all', version: '2.0.0', notes: ['a #4'] },
    {
      message: "Add a (#4)\n\n* feat: a\n\n* Merge branch 'main' into a\n\n* fix: c",
      version: '1.1.0',
      notes: ['a #4', 'c #4', 'Add a #4'],
    },
  ])('$message', async ({ message, version, notes }) => {
    const report = await onMerge(origin.commit(message));
    expect(report.outputs.version).toBe(version);
    expect(noted(report)).toEqual(notes);
  });

  it('of Git itself, whose header says nothing, is listed and not lost', async () => {
    origin.branch('side', 'feat: a');
    git(origin.work, 'merge', '--quiet', '--squash', 'side');
    const report = await onMerge(origin.git('commit', '--quiet', '--allow-empty', '--no-edit'));
    expect(report.outcome).toBe('unreleased');
    expect(report.summary).toContain('Squashed commit of the following');
    expect(report.summary).toContain('expected `type: subject`');
  });
});

describe('one push', () => {
  it('of several commits (a rebased branch) is one release of all of them', async () => {
    for (const message of ['fix: a', 'feat: b', 'docs: c']) origin.commit(message);
    const report = await onMerge(origin.commit('fix: d'));
    expect(report.outputs.version).toBe('1.1.0');
    expect(noted(report)).toEqual(['b', 'd', 'a', 'c']);
    expect(Object.keys(origin.tags())).toEqual(['v1.0.0', 'v1.1.0']);
  });

  it('after another is versioned on its own, though neither is the tip any more', async () => {
    origin.commit('fix: a');
    const first = origin.commit('fix: b');
    origin.commit('feat: c');
    const second = origin.commit('docs: d');
    origin.commit('feat!: e');
    expect((await onMerge(first)).outputs).toMatchObject({ version: '1.0.1', tag: 'v1.0.1' });
    const report = await onMerge(second);
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.1' });
    expect(origin.tags()).toMatchObject({ 'v1.0.1': first, 'v1.1.0': second });
  });

  it('that rewrote main (force) follows the releases that it still reaches', async () => {
    origin.commit('feat: gone');
    origin.tag('v1.1.0');
    git(origin.work, 'reset', '--quiet', '--hard', 'v1.0.0');
    const report = await onMerge(origin.commit('fix: a'));
    expect(report.outputs).toMatchObject({ version: '1.1.1', 'previous-version': '1.0.0' });
  });
});
