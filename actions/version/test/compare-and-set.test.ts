import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, gitWith, type Origin } from './support/origin.ts';
import { runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

const onMerge = (sha: string, situation: Situation = {}) => runVersion(origin, sha, situation);

/** A commit of another history. */
const elsewhere = () => gitWith('', origin.bare, 'commit-tree', '-m', 'elsewhere', 'HEAD^{tree}');

describe('the compare-and-set of the server', () => {
  /** Creates a ref at this commit after the client was shown that there is none; once. */
  function createDuringPush(ref: string, sha: string): void {
    origin.hook('pre-receive', `rm "$0"; unset GIT_QUARANTINE_PATH; git update-ref ${ref} ${sha}`);
  }

  it('decides when the tag comes into being during the push', async () => {
    const [older, newer] = [origin.commit('fix: a'), origin.commit('fix: b')];
    createDuringPush('refs/tags/v1.0.1', older);
    const report = await onMerge(newer);
    expect(report.outputs).toMatchObject({ version: '1.0.2', 'previous-version': '1.0.1' });
    expect(origin.tags('refs/workaday/after')).toEqual({ 'v1.0.1': newer });
  });

  it('decides when the claim comes into being during the push', async () => {
    const sha = origin.commit('fix: a');
    createDuringPush('refs/workaday/after/v1.0.0', sha);
    expect((await onMerge(sha)).outputs.tag).toBe('v1.0.1');
  });

  it('writes all tags or none', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    const sha = origin.commit('feat: a', { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' });
    origin.hook('update', 'case "$1" in refs/tags/web/*) echo no web today >&2; exit 1; esac');
    await expect(onMerge(sha)).rejects.toMatchObject({ parts: { reason: 'tag-refused' } });
    expect(origin.tags('refs')).toEqual({ 'heads/main': sha, 'tags/v1.0.0': expect.anything() });
  });
});

describe('a run that lost', () => {
  it('every time gives up after twelve', async () => {
    const sha = origin.commit('feat: a');
    let pushes = 0;
    const before = (args: readonly string[]) => {
      const tag = args.find((arg) => arg.startsWith(`${sha}:refs/tags/`))?.split(':')[1];
      if (tag === undefined) return;
      pushes += 1;
      git(origin.bare, 'update-ref', tag, elsewhere());
    };
    await expect(onMerge(sha, { before })).rejects.toMatchObject({ parts: { reason: 'tag-contended' } });
    expect(pushes).toBe(12);
  });

  it('only its connection after the push finds its release again', async () => {
    const sha = origin.commit('feat: a');
    const expected = await onMerge(sha, { inputs: { 'dry-run': 'true' } });
    const after = (args: readonly string[]) => {
      if (args.includes('push')) throw new Error('the runner was lost');
    };
    await expect(onMerge(sha, { after })).rejects.toThrow('the runner was lost');
    const again = await onMerge(sha);
    expect(again).toMatchObject({ outcome: 'already-released', outputs: { tag: 'v1.1.0' } });
    for (const name of ['version', 'tag', 'previous-version', 'bump'] as const)
      expect(again.outputs[name]).toBe(expected.outputs[name]);
    expect((await github.releases(origin)).map(({ tag, draft }) => [tag, draft])).toEqual([['v1.1.0', true]]);
  });
});
