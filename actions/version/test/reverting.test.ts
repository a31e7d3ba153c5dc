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
const revert = (sha: string, ...options: string[]) => origin.git('revert', '--no-edit', ...options, sha);
const add = (message: string) => origin.commit(message, { [message.replace(/\W/g, '')]: message });
const byButton = 'Merge pull request #7 from acme/side\n\n';

/** A pull request, merged by its button or squashed. */
function pull(how: string, title: string): string {
  if (how === 'squashed') return add(`${title} (#7)`);
  git(origin.work, 'checkout', '--quiet', '-b', 'side');
  add(title);
  git(origin.work, 'checkout', '--quiet', 'main');
  return origin.merge('side', byButton + title);
}

describe('git revert of what no release has', () => {
  it.each(['squashed', 'merged'])('of a pull request that was %s leaves nothing to release', async (how) => {
    const sha = pull(how, 'feat: a');
    const report = await onMerge(revert(sha, ...(how === 'merged' ? ['-m', '1'] : [])));
    expect(report).toMatchObject({ outcome: 'unreleased', outputs: { bump: 'none', tag: '' } });
    expect(report.summary).toContain('Undone: a change and its revert cancel out');
    expect(noted(report)).toEqual([]);
  });

  it('leaves what stands beside it', async () => {
    const sha = add('feat!: a');
    add('fix: b');
    const report = await onMerge(revert(sha));
    expect(report.outputs.version).toBe('1.0.1');
    expect(noted(report)).toEqual(['b']);
  });

  it('takes back the whole of a merge, and nothing that main got beside it', async () => {
    origin.branch('side', 'wip');
    git(origin.work, 'checkout', '--quiet', 'side');
    add('feat: a');
    add('fix: b');
    git(origin.work, 'checkout', '--quiet', 'main');
    add('fix: c');
    const sha = origin.merge('side', `${byButton}feat: a`);
    const report = await onMerge(revert(sha, '-m', '1'));
    expect(report.outputs.version).toBe('1.0.1');
    expect(noted(report)).toEqual(['c']);
  });

  it.each(['revert', 'Reapply'])('that is taken back itself (%s) brings the change back', async (word) => {
    const sha = add('feat: a');
    const reverted = revert(sha);
    const again = revert(reverted);
    if (word === 'Reapply') {
      const message = `Reapply "feat: a"\n\nThis reverts commit ${reverted}.`;
      origin.git('commit', '--quiet', '--amend', '-m', message);
    }
    const report = await onMerge(word === 'Reapply' ? git(origin.work, 'rev-parse', 'HEAD') : again);
    expect(report.outputs).toMatchObject({ version: '1.1.0', bump: 'minor' });
    expect(noted(report)).toEqual(['a']);
  });

  it('three times over is nothing again', async () => {
    const third = revert(revert(revert(add('feat: a'))));
    expect((await onMerge(third)).outcome).toBe('unreleased');
  });

  it('of several commits in one, by hand, takes them all back', async () => {
    const [a, b] = [add('feat: a'), add('fix: b')];
    const sha = origin.commit(`revert: feat: a and b\n\nRefs: ${a.slice(0, 9)}, ${b}`);
    const report = await onMerge(sha);
    expect(report.outcome).toBe('unreleased');
    expect(noted(report)).toEqual([]);
  });

  it('whose named commit a rebase replaced is found by its header', async () => {
    git(origin.work, 'checkout', '--quiet', '-b', 'side');
    const before = add('feat: a');
    revert(before);
    git(origin.work, 'checkout', '--quiet', 'main');
    add('docs: b');
    git(origin.work, 'checkout', '--quiet', 'side');
    const sha = origin.git('rebase', '--quiet', 'main');
    expect(git(origin.work, 'log', '--format=%H', 'side')).not.toContain(before);
    expect(git(origin.work, 'log', '--format=%B', 'side')).toContain(`This reverts commit ${before}.`);
    const report = await onMerge(sha);
    expect(report.outcome).toBe('unreleased');
    expect(noted(report)).toEqual(['b']);
  });
});

describe('a revert of what is released', () => {
  it.each([
    { what: 'feat: a', tag: 'v1.1.0', version: '1.1.1' },
    { what: 'feat!: a', tag: 'v2.0.0', version: '2.0.1' },
  ])('of $what ships a patch', async ({ what, tag, version }) => {
    const sha = add(what);
    origin.tag(tag);
    const report = await onMerge(revert(sha));
    expect(report.outputs).toMatchObject({ version, bump: 'patch' });
    expect(report.outputs.notes).toMatch(/^### Reverts\n\n- .*\ba\b/);
  });

  it('of a merge ships a patch', async () => {
    const sha = pull('merged', 'feat: a');
    origin.tag('v1.1.0');
    const report = await onMerge(revert(sha, '-m', '1'));
    expect(report.outputs).toMatchObject({ version: '1.1.1', bump: 'patch' });
  });

  it('and its own revert, both since, are nothing', async () => {
    const sha = add('feat: a');
    origin.tag('v1.1.0');
    expect((await onMerge(revert(revert(sha)))).outcome).toBe('unreleased');
  });

  it('taken back after it was released too brings the feature again', async () => {
    const reverted = revert(add('feat: a'));
    origin.tag('v1.1.1');
    const report = await onMerge(revert(reverted));
    expect(report.outputs).toMatchObject({ version: '1.2.0', bump: 'minor' });
    expect(noted(report)).toEqual(['a']);
  });

  it('does not take back a later change of the same words', async () => {
    const sha = add('fix: typo');
    origin.tag('v1.0.1');
    add('fix: typo');
    const report = await onMerge(revert(sha));
    expect(report.outputs.version).toBe('1.0.2');
    expect(noted(report).toSorted()).toEqual(['fix: typo', 'typo']);
  });
});

describe("GitHub's Revert button", () => {
  const reverted = (number: number) => `Revert "feat: a" (#${number})\n\nReverts ${origin.repository}#7`;

  it.each(['squashed', 'merged'])('takes back the pull request that was %s', async (how) => {
    pull(how, 'feat: a');
    const report = await onMerge(origin.commit(reverted(8)));
    expect(report.outcome).toBe('unreleased');
    expect(noted(report)).toEqual([]);
  });

  it('merged by a merge commit takes it back, too', async () => {
    pull('merged', 'feat: a');
    origin.branch('revert-7-side', `Revert "feat: a"\n\nReverts ${origin.repository}#7`);
    const merge = `Merge pull request #8 from acme/revert-7-side\n\nRevert "feat: a"`;
    const report = await onMerge(origin.merge('revert-7-side', merge));
    expect(report.outcome).toBe('unreleased');
    expect(noted(report)).toEqual([]);
  });

  it('of what is released ships a patch', async () => {
    pull('squashed', 'feat: a');
    origin.tag('v1.1.0');
    expect((await onMerge(origin.commit(reverted(8)))).outputs.version).toBe('1.1.1');
  });

  it('pressed on its own pull request brings the feature back', async () => {
    pull('squashed', 'feat: a');
    origin.commit(reverted(8));
    const message = `Revert "Revert "feat: a"" (#9)\n\nReverts ${origin.repository}#8`;
    const report = await onMerge(origin.commit(message));
    expect(report.outputs.version).toBe('1.1.0');
    expect(noted(report)).toHaveLength(1);
  });

  it('of the same number elsewhere takes nothing back', async () => {
    add('feat: a (#7)');
    const report = await onMerge(origin.commit('Revert "feat: other" (#8)\n\nReverts acme/other#7'));
    expect(report.outputs.version).toBe('1.1.0');
    expect(noted(report)).toContain('a #7');
  });
});
