import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

const onMerge = (sha: string, workspace: string, inputs = {}) =>
  runVersion(origin, sha, { workspace, inputs });
const dryRun = { 'dry-run': 'true' };

/** 30 commits with a release 10 below the tip; then a fix. */
function releasedHistory(): string {
  const commits = origin.history(30);
  origin.tag('v1.4.0', commits[19]);
  return origin.commit('fix: a');
}

describe('without origin', () => {
  const lines = '      - uses: actions/checkout@v5\n        with:\n          fetch-depth: 0';

  it.each([{}, dryRun])(
    'a shallow clone is no ground for a guess (%j): the lines to add are named',
    async (inputs) => {
      const sha = releasedHistory();
      const workspace = origin.checkout('--depth=5');
      git(workspace, 'remote', 'set-url', 'origin', 'http://127.0.0.1:9/acme/shop.git');
      await expect(onMerge(sha, workspace, inputs)).rejects.toMatchObject({
        parts: { reason: 'shallow-clone', next: expect.stringContaining(lines) },
      });
      expect(Object.keys(origin.tags())).toEqual(['v1.4.0']);
    },
  );

  it('a full clone without tags is none, either', async () => {
    const sha = releasedHistory();
    const workspace = origin.checkout('--no-tags');
    git(workspace, 'remote', 'set-url', 'origin', 'http://127.0.0.1:9/acme/shop.git');
    await expect(onMerge(sha, workspace)).rejects.toMatchObject({ parts: { reason: 'fetch-failed' } });
    const report = await onMerge(sha, workspace, dryRun);
    expect(report.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('origin could not be asked') },
    ]);
  });
});

describe('a full clone without tags', () => {
  it('asks origin for them, and guesses no first version', async () => {
    const sha = releasedHistory();
    const report = await onMerge(sha, origin.checkout('--no-tags'));
    expect(report.outputs).toMatchObject({ version: '1.4.1', 'previous-version': '1.4.0' });
  });

  it('that has those of one service asks for the other', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: pages }\n';
    origin.commit('feat: begin', { 'workaday.yml': config, 'api/a': '1' });
    origin.tag('api/v1.0.0');
    const workspace = origin.checkout();
    origin.tag('web/v3.0.0');
    const sha = git(workspace, 'rev-parse', 'HEAD');
    const report = await onMerge(sha, workspace);
    expect(report.services).toMatchObject({ api: { version: '1.0.0' }, web: { version: '3.0.0' } });
  });
});

describe('a first release', () => {
  it.each([
    ['one service', {}, ['v0.1.0']],
    [
      'two',
      {
        'workaday.yml': 'services: { api: { context: api }, web: { context: web } }\n',
        'api/a': '1',
        'web/a': '1',
      },
      ['api/v0.1.0', 'web/v0.1.0'],
    ],
  ])('of %s takes four processes, the one that asks origin among them', async (_, files, tags) => {
    origin.commit('feat: begin', files);
    git(origin.work, 'checkout', '--quiet', '-b', 'side');
    origin.commit('feat: beside', { 'side/a': '1' });
    git(origin.work, 'checkout', '--quiet', 'main');
    const sha = origin.git('merge', '--quiet', '--no-ff', '--no-edit', 'side');
    const commands: string[] = [];
    const before = (args: readonly string[]) => void commands.push(args.join(' '));
    const report = await runVersion(origin, sha, { before });
    expect(Object.keys(origin.tags())).toEqual(tags);
    expect(commands.map((command) => / (for-each-ref|ls-remote|log|push) /.exec(command)?.[1])).toEqual([
      'for-each-ref',
      'ls-remote',
      'log',
      'push',
    ]);
    expect(report.outputs.notes).toContain('- begin (');
  });
});
