import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

const onMerge = (sha: string, inputs = {}) => runVersion(origin, sha, { inputs });
type Report = Awaited<ReturnType<typeof onMerge>>;

/** The outputs without how they came about. */
function answers({ outputs, services }: Report) {
  const { services: _, ...others } = outputs;
  const lines = Object.entries<object>(services).map(([name, line]) => [name, { ...line, outcome: '' }]);
  return { ...others, services: Object.fromEntries(lines) };
}

describe('a second run of the same commit', () => {
  it('answers the same, and changes nothing', async () => {
    const sha = origin.commit('feat: a\n\nBREAKING CHANGE: b');
    const first = await onMerge(sha);
    const before = origin.tags('refs');
    const releases = await github.releases(origin);
    const again = await onMerge(sha);
    expect(again).toMatchObject({ outcome: 'already-released', reason: 'already-tagged' });
    expect(answers(again)).toEqual(answers(first));
    expect(origin.tags('refs')).toEqual(before);
    expect(await github.releases(origin)).toEqual(releases);
  });

  it('answers the same after later releases, in a checkout of that commit or of a later one', async () => {
    const sha = origin.commit('feat: a');
    const first = await onMerge(sha);
    await onMerge(origin.commit('feat!: later'));
    expect(answers(await onMerge(sha))).toEqual(answers(first));
    const workspace = origin.checkout();
    git(workspace, 'checkout', '--quiet', '--detach', sha);
    expect(answers(await runVersion(origin, sha, { workspace }))).toEqual(answers(first));
  });

  it('answers the same notes after an earlier release was verified meanwhile', async () => {
    await onMerge(origin.commit('feat: a'));
    const sha = origin.commit('feat: b');
    const first = await onMerge(sha);
    await github.changeRelease(origin, 'v1.1.0', { draft: false });
    expect(answers(await onMerge(sha))).toEqual(answers(first));
  });

  it('finds its release published, and makes no other', async () => {
    const sha = origin.commit('feat: a');
    const first = await onMerge(sha);
    await github.changeRelease(origin, 'v1.1.0', { draft: false });
    expect(answers(await onMerge(sha))).toEqual(answers(first));
    expect((await github.releases(origin)).map(({ tag, draft }) => [tag, draft])).toEqual([
      ['v1.1.0', false],
    ]);
  });

  it('finds its release beyond the newest hundred', async () => {
    const sha = origin.commit('feat: a');
    const first = await onMerge(sha);
    await github.changeRelease(origin, 'v1.1.0', { draft: false });
    for (let count = 0; count < 100; count += 1)
      await github.call(origin, 'POST', 'releases', { tag_name: `other-${count}`, draft: true });
    expect(answers(await onMerge(sha))).toEqual(answers(first));
    const own = (await github.releases(origin)).filter(({ tag }) => tag === 'v1.1.0');
    expect(own).toHaveLength(1);
  });

  it('makes the draft where the tag alone is there, and touches no ref', async () => {
    const sha = origin.commit('feat: a');
    origin.tag('v1.1.0');
    const before = origin.tags('refs');
    const report = await onMerge(sha);
    expect(report).toMatchObject({
      outcome: 'already-released',
      outputs: { version: '1.1.0', bump: 'minor' },
    });
    const [draft] = await github.releases(origin);
    expect(draft).toMatchObject({ tag: 'v1.1.0', draft: true, body: report.outputs.notes });
    expect(origin.tags('refs')).toEqual(before);
  });

  it('restores the tag of one service that was lost, and leaves the other', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    const sha = origin.commit('feat: begin', { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' });
    const first = await onMerge(sha);
    const refs = origin.tags('refs');
    git(origin.bare, 'tag', '-d', 'web/v0.1.0');
    const again = await onMerge(sha);
    expect(again.services).toMatchObject({
      api: { outcome: 'already-released' },
      web: { outcome: 'released', tag: 'web/v0.1.0' },
    });
    expect(answers(again)).toEqual(answers(first));
    expect(origin.tags('refs')).toEqual(refs);
    expect(await github.releases(origin)).toHaveLength(2);
  });

  it('of nothing to release has the same build version', async () => {
    const sha = origin.commit('docs: a');
    const first = await onMerge(sha);
    expect(first.outputs.version).toBe(`1.0.1-build.1.g${sha.slice(0, 7)}`);
    origin.commit('feat: later');
    expect(answers(await onMerge(sha))).toEqual(answers(first));
    expect(Object.keys(origin.tags())).toEqual(['v1.0.0']);
  });

  it('of a commit with several versions answers the highest', async () => {
    const sha = origin.commit('docs: a');
    for (const tag of ['v1.0.1', 'v1.2.0', 'v1.10.0', 'v2.0.0-rc.1', 'nightly']) origin.tag(tag);
    const report = await onMerge(sha);
    expect(report.outputs).toMatchObject({ version: '1.10.0', 'previous-version': '1.0.0', bump: 'none' });
  });
});
