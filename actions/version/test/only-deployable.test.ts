import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
const event = { repository: { default_branch: 'main' } };
const inputs = { 'only-deployable': 'true' };
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
  origin.history(1, () => 'feat: begin');
});

const tags = () => git(origin.bare, 'tag', '--list').split('\n').filter(Boolean);

describe('what is not deployed', () => {
  it('gets no version: someone started the run on a branch of theirs', async () => {
    const tip = origin.branch('mine', 'feat: mine');
    const ref = 'refs/heads/mine';
    await expect(runVersion(origin, tip, { ref, event, inputs })).rejects.toMatchObject({
      parts: { outcome: 'refused', reason: 'not-deployable' },
    });
    expect(tags()).toEqual([]);
  });

  it('gets one where nobody said that it is to be deployed, as on a branch of maintenance', async () => {
    const tip = origin.branch('mine', 'feat: mine');
    const report = await runVersion(origin, tip, { ref: 'refs/heads/mine', event });
    expect(report.outcome).toBe('released');
  });

  it('is not the default branch', async () => {
    const sha = git(origin.work, 'rev-parse', 'main');
    const report = await runVersion(origin, sha, { event, inputs });
    expect(report.outcome).toBe('released');
    expect(tags()).toEqual(['v0.1.0']);
  });
});
