import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { brokenLaws, type Race, versionsByTheBook } from './support/laws.ts';
import type { Origin } from './support/origin.ts';
import { runStep } from './support/run-step.ts';
import { runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();

type Run = (origin: Origin, sha: string, workspace: string) => Promise<{ outcome: string; tag: string }>;

const inThisProcess =
  (situation: Situation = {}): Run =>
  async (origin, sha, workspace) => {
    const { outcome, outputs } = await runVersion(origin, sha, { workspace, ...situation });
    return { outcome, tag: outputs.tag ?? '' };
  };

const asProcess: Run = async (origin, sha, workspace) => {
  const { outputs } = await runStep(origin, sha, { workspace });
  return { outcome: outputs['outcome'] ?? '', tag: outputs['tag'] ?? '' };
};

/** One run for each of these commits on top of v1.0.0, all checked out before the first begins. */
async function race(messages: readonly string[], run: Run): Promise<Race> {
  const origin = await github.repository();
  origin.commit('feat: begin');
  origin.tag('v1.0.0');
  const created = origin.watchTags();
  const commits = messages.map((message) => ({ message, sha: origin.commit(message) }));
  const starts = commits.map((commit) => ({ ...commit, workspace: origin.checkout() }));
  const runs = await Promise.all(
    starts.map(async ({ workspace, ...commit }) => ({
      ...commit,
      ...(await run(origin, commit.sha, workspace)),
    })),
  );
  return { runs, created: ['v1.0.0', ...created()], tags: origin.tags() };
}

function expectLaws(result: Race): void {
  expect(brokenLaws(result)).toEqual([]);
}

describe('merges racing', () => {
  it.each([
    [['fix: a', 'fix: b', 'fix: c', 'fix: d']],
    [['fix: a', 'feat: b', 'fix: c', 'feat!: d']],
    [['feat!: a', 'docs: b', 'fix: c', 'feat: d']],
    [['feat: a', 'fix: b', 'docs: c', 'docs: d']],
    [['fix: a', 'docs: b', 'feat!: c', 'fix: d', 'feat: e', 'chore: f', 'fix: g', 'feat: h']],
  ])('%j: each version once, in order, and by the rules', async (messages) => {
    const result = await race(messages, inThisProcess());
    expectLaws(result);
    expect(versionsByTheBook(result)).toEqual(result.created);
    const newest = result.runs.findLastIndex(({ message }) => /^f/.test(message));
    const containers = result.runs.slice(newest).map(({ outcome }) => outcome);
    expect(containers).toContain('released');
  });

  it.each([
    [['feat: a', 'Revert "feat: a"', 'fix: b', 'feat: c']],
    [['fix: a', 'chore: ship\n\nRelease-As: 3.0.0', 'feat: b', 'feat!: c']],
    [
      [
        'feat!: a',
        'fix: b',
        'Revert "feat!: a"',
        'chore: ship\n\nRelease-As: 1.5.0',
        'fix: c',
        'docs: d',
        'feat: e',
        'fix: f',
      ],
    ],
  ])('%j, with reverts and wishes, keep the laws', async (messages) => {
    const result = await race(messages, inThisProcess());
    expectLaws(result);
    expect(result.runs.at(-1)?.outcome).toBe('released');
  });

  it('as processes of their own keep the laws', async () => {
    const result = await race(['fix: a', 'feat: b', 'fix: c', 'feat!: d'], asProcess);
    expectLaws(result);
    expect(versionsByTheBook(result)).toEqual(result.created);
    expect(result.runs.at(-1)?.outcome).toBe('released');
  });

  it('keep the laws in any order of their steps', async () => {
    const message = fc.constantFrom('fix: a', 'feat: b', 'feat!: c', 'docs: d');
    const messages = fc.array(message, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), messages, async (scheduler, some) => {
        const before = (args: readonly string[]) => scheduler.schedule(Promise.resolve(), args.join(' '));
        const result = await scheduler.waitFor(race(some, inThisProcess({ before })));
        expectLaws(result);
        expect(versionsByTheBook(result)).toEqual(result.created);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

describe('the laws', () => {
  const claimless = (args: readonly string[]) => args.filter((arg) => !arg.includes('refs/workaday/'));

  it('are broken by runs that claim their tag alone, which shows that they can be', async () => {
    const origin = await github.repository();
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const created = origin.watchTags();
    const [older, newer] = [origin.commit('fix: a'), origin.commit('feat!: b')];
    let other: Awaited<ReturnType<typeof runVersion>> | undefined;
    const before = async (args: readonly string[]) => {
      if (args.includes('push')) other ??= await runVersion(origin, newer, { instead: claimless });
    };
    const late = await runVersion(origin, older, { before, instead: claimless });
    const runs = [
      { sha: older, message: 'fix: a', outcome: late.outcome, tag: late.outputs.tag ?? '' },
      { sha: newer, message: 'feat!: b', outcome: other?.outcome ?? '', tag: other?.outputs.tag ?? '' },
    ];
    const result = { runs, created: ['v1.0.0', ...created()], tags: origin.tags() };
    expect(brokenLaws(result)).toEqual(['a lower version came after a higher one: v1.0.0,v2.0.0,v1.0.1']);
  });

  it.each([
    { change: { created: ['v1.0.0', 'v1.0.1', 'v1.0.1'] }, law: 'created twice' },
    { change: { created: ['v1.0.0'] }, law: 'GitHub says' },
    { change: { tags: { 'v1.0.1': 'b' } }, law: 'is not at' },
    {
      change: { runs: [{ sha: 'a', message: 'fix: a', outcome: 'unreleased', tag: 'v1.0.1' }] },
      law: 'said to be',
    },
  ])('tell when $law', ({ change, law }) => {
    const run = { sha: 'a', message: 'fix: a', outcome: 'released', tag: 'v1.0.1' };
    const good: Race = { runs: [run], created: ['v1.0.0', 'v1.0.1'], tags: { 'v1.0.1': 'a' } };
    expect(brokenLaws(good)).toEqual([]);
    expect(brokenLaws({ ...good, ...(change as Partial<Race>) }).join()).toContain(law);
  });
});
