import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { beforePush, runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;
let feature: string;
let revert: string;

beforeEach(async () => {
  origin = await github.released();
  feature = origin.commit('feat: a', { a: 'a' });
  revert = origin.git('revert', '--no-edit', feature);
});

const onMerge = (sha: string, situation: Situation = {}) => runVersion(origin, sha, situation);
const takenBack = {
  outcome: 'superseded',
  reason: 'newer-version',
  message: expect.stringContaining('takes back what this one would release'),
  outputs: { tag: '' },
};

/** What follows goes on as if nothing had been. */
async function goesOn(): Promise<void> {
  const fix = await onMerge(origin.commit('fix: b'));
  expect(fix).toMatchObject({ outcome: 'released', outputs: { version: '1.0.1' } });
  expect(Object.keys(origin.tags())).toEqual(['v1.0.0', 'v1.0.1']);
}

describe('a feature whose revert was versioned first', () => {
  it.each([
    ['a full checkout', []],
    ['a shallow one', ['--depth=1']],
  ])('is not released after it, from %s', async (_, how) => {
    const workspaces = [feature, revert].map((sha) => {
      git(origin.bare, 'update-ref', 'refs/heads/main', sha);
      return origin.checkout(...how);
    });
    const [older = '', newer = ''] = workspaces;
    expect(await onMerge(revert, { workspace: newer })).toMatchObject({ outcome: 'unreleased' });
    const late = await onMerge(feature, { workspace: older });
    expect(late).toMatchObject(takenBack);
    expect(late.summary).toContain('taken back by a later commit');
    expect(await onMerge(revert)).toMatchObject({ outcome: 'unreleased' });
    await goesOn();
  });

  it('is not released when that happens while it is', async () => {
    const late = await onMerge(
      feature,
      beforePush(() => onMerge(revert)),
    );
    expect(late).toMatchObject(takenBack);
    await goesOn();
  });
});

describe('a feature that was released before its revert', () => {
  it('is taken back by a patch, even when that happens while the revert is versioned', async () => {
    const report = await onMerge(
      revert,
      beforePush(() => onMerge(feature)),
    );
    expect(report).toMatchObject({ outcome: 'released', outputs: { version: '1.1.1', bump: 'patch' } });
    expect(origin.tags()).toMatchObject({ 'v1.1.0': feature, 'v1.1.1': revert });
  });
});

it('nothing is claimed in a dry run', async () => {
  await onMerge(revert, { inputs: { 'dry-run': 'true' } });
  expect(origin.tags('refs/workaday')).toEqual({});
});
