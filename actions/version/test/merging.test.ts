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

const byButton = 'Merge pull request #7 from acme/side\n\n';

describe('a merge commit', () => {
  it.each([
    {
      merge: `${byButton}Anything`,
      commits: ['feat: a', 'fix: b'],
      version: '1.1.0',
      notes: ['a #7', 'b #7'],
    },
    { merge: `${byButton}feat: a`, commits: ['feat: a'], version: '1.1.0', notes: ['a #7'] },
    {
      merge: `${byButton}feat: pay`,
      commits: ['wip', 'more'],
      version: '1.1.0',
      notes: ['pay #7', 'more #7', 'wip #7'],
    },
    { merge: `${byButton}feat!: pay`, commits: ['fix: a'], version: '1.0.1', notes: ['a #7'] },
    { merge: `${byButton}Anything`, commits: ['docs: a'], version: undefined, notes: ['a #7'] },
    { merge: 'feat: a (#3)', commits: ['feat: a'], version: '1.1.0', notes: ['a #3'] },
    {
      merge: 'feat: pay (#3)',
      commits: ['fix: typo', 'wip'],
      version: '1.1.0',
      notes: ['pay #3', 'typo #3', 'wip #3'],
    },
    { merge: 'feat!: a (#3)', commits: ['feat: a'], version: '2.0.0', notes: ['a #3'] },
    {
      merge: 'feat!: a (#3)\n\nBREAKING CHANGE: all',
      commits: ['feat!: a'],
      version: '2.0.0',
      notes: ['a #3'],
    },
    { merge: "Merge branch 'side'", commits: ['fix: a', 'feat: b'], version: '1.1.0', notes: ['b', 'a'] },
    {
      merge: "Merge branch 'side' into 'main'\n\nfix: pay\n\nSee merge request acme/shop!12",
      commits: ['wip'],
      version: '1.0.1',
      notes: ['pay', 'wip'],
    },
    {
      merge: "Merge branch 'side'\n\nSigned-off-by: Ann <ann@example.com>",
      commits: ['wip'],
      version: undefined,
      notes: ['wip'],
    },
  ])('$merge of $commits', async ({ merge, commits, version, notes }) => {
    origin.branch('side', ...commits);
    const report = await onMerge(origin.merge('side', merge));
    expect(report.outcome).toBe(version === undefined ? 'unreleased' : 'released');
    if (version !== undefined) expect(report.outputs.version).toBe(version);
    expect(noted(report)).toEqual(notes);
  });

  it('of a branch that took main in before counts each commit once, where it came first', async () => {
    origin.branch('side', 'feat: a');
    origin.commit('fix: b');
    git(origin.work, 'checkout', '--quiet', 'side');
    origin.merge('main', "Merge branch 'main' into side");
    origin.commit('fix: c');
    git(origin.work, 'checkout', '--quiet', 'main');
    const report = await onMerge(origin.merge('side', `${byButton}Side`));
    expect(report.outputs.version).toBe('1.1.0');
    expect(noted(report)).toEqual(['a #7', 'c #7', 'b']);
  });

  it('of a branch that took a release in does not tell it again', async () => {
    origin.branch('side', 'feat: a');
    origin.commit('fix: b');
    origin.tag('v1.0.1');
    git(origin.work, 'checkout', '--quiet', 'side');
    origin.merge('main', "Merge branch 'main' into side");
    git(origin.work, 'checkout', '--quiet', 'main');
    const report = await onMerge(origin.merge('side', `${byButton}Side`));
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.1' });
    expect(noted(report)).toEqual(['a #7']);
  });

  it('of three branches at once (octopus) counts them all', async () => {
    origin.branch('a', 'fix: a');
    origin.branch('b', 'feat: b');
    origin.branch('c', 'fix: c', 'wip');
    const sha = origin.git(
      'merge',
      '--quiet',
      '--no-ff',
      '-m',
      "Merge branches 'a', 'b' and 'c'",
      'a',
      'b',
      'c',
    );
    const report = await onMerge(sha);
    expect(report.outputs.version).toBe('1.1.0');
    expect(noted(report).toSorted()).toEqual(['a', 'b', 'c', 'wip']);
  });

  it('of main into what was committed locally (foxtrot) loses and repeats nothing', async () => {
    origin.branch('local', 'fix: local');
    origin.branch('side', 'feat: a');
    origin.merge('side', `${byButton}feat: a`);
    origin.tag('v1.1.0');
    git(origin.work, 'checkout', '--quiet', 'local');
    const sha = origin.merge('main', "Merge branch 'main' of github.com:acme/shop");
    git(origin.work, 'checkout', '--quiet', '-B', 'main');
    const report = await onMerge(sha);
    expect(report.outputs).toMatchObject({ version: '1.1.1', 'previous-version': '1.1.0' });
    expect(noted(report)).toEqual(['local']);
  });

  it('of main into what was committed locally names the pull request of its own commits only', async () => {
    origin.branch('local', 'fix: local');
    origin.branch('side', 'feat: a');
    origin.merge('side', `${byButton}feat: a`);
    git(origin.work, 'checkout', '--quiet', 'local');
    const report = await onMerge(origin.merge('main', "Merge branch 'main' of github.com:acme/shop"));
    expect(noted(report)).toEqual(['a #7', 'local']);
  });

  it('of an unrelated history counts all of it', async () => {
    git(origin.work, 'checkout', '--quiet', '--orphan', 'other');
    origin.commit('feat: imported');
    git(origin.work, 'checkout', '--quiet', 'main');
    const sha = origin.git(
      'merge',
      '--quiet',
      '--no-ff',
      '--allow-unrelated-histories',
      '-m',
      'chore: import',
      'other',
    );
    const report = await onMerge(sha);
    expect(report.outputs.version).toBe('1.1.0');
  });
});

describe('a hotfix that was tagged on a branch of its own', () => {
  it('is followed after it was merged back, and not told again', async () => {
    origin.branch('hotfix', 'fix: hot');
    origin.tag('v1.0.1', 'hotfix');
    origin.commit('feat: a');
    const report = await onMerge(origin.merge('hotfix', "Merge branch 'hotfix'"));
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.1' });
    expect(noted(report)).toEqual(['a']);
  });

  it('below what main has, is news to main', async () => {
    origin.branch('hotfix', 'fix: hot');
    origin.tag('v1.0.1', 'hotfix');
    origin.commit('feat: a');
    origin.tag('v1.1.0');
    const report = await onMerge(origin.merge('hotfix', "Merge branch 'hotfix'"));
    expect(report.outputs).toMatchObject({ version: '1.1.1', 'previous-version': '1.1.0' });
    expect(noted(report)).toEqual(['hot']);
  });
});
