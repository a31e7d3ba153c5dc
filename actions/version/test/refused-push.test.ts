import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;
let sha: string;

beforeEach(async () => {
  origin = await github.released();
  sha = origin.commit('feat: a');
});

const nothing = () => ({ 'heads/main': sha, 'tags/v1.0.0': expect.anything() });

describe('a push that is refused', () => {
  it.each([
    { hook: 'pre-receive', script: 'echo "GH013: Repository rule violations found" >&2; exit 1' },
    { hook: 'update', script: 'case "$1" in refs/tags/*) exit 1; esac' },
    { hook: 'update', script: 'case "$1" in refs/workaday/*) exit 1; esac' },
  ])('by a $hook hook ($script) is told as that, and writes nothing', async ({ hook, script }) => {
    origin.hook(hook, script);
    const parts = {
      reason: 'tag-refused',
      what: expect.stringContaining('v1.1.0'),
      next: expect.stringContaining('rulesets'),
    };
    await expect(runVersion(origin, sha)).rejects.toMatchObject({ parts });
    expect(origin.tags('refs')).toEqual(nothing());
  });

  it('because a folder of the tag is a tag itself', async () => {
    origin.tag('api');
    const run = runVersion(origin, sha, { inputs: { 'tag-prefix': 'api/v' } });
    const evidence = expect.stringContaining("'refs/tags/api' exists");
    await expect(run).rejects.toMatchObject({ parts: { reason: 'tag-refused', evidence } });
  });

  it.each([
    ['that may only read', () => origin.account.readToken],
    ['that is nobody’s', () => 'ghp_nobody'],
  ])('to a token %s names the permission', async (_, token) => {
    const run = runVersion(origin, sha, { inputs: { 'github-token': token() } });
    const next = expect.stringContaining('permissions: { contents: write }');
    await expect(run).rejects.toMatchObject({ parts: { reason: 'github-permission', next } });
    expect(origin.tags('refs')).toEqual(nothing());
  });

  it.each([
    ['no origin', ['remote', 'remove', 'origin']],
    ['an origin that is nowhere', ['remote', 'set-url', 'origin', 'http://127.0.0.1:9/acme/shop.git']],
    ['an origin that is no repository', ['remote', 'set-url', 'origin', '/nowhere']],
    ['an origin that would run a program', ['remote', 'set-url', 'origin', 'ext::sh -c touch% pwned']],
  ])('for want of %s is push-failed', async (_, command) => {
    const workspace = origin.checkout();
    git(workspace, ...command);
    const run = runVersion(origin, sha, { workspace });
    await expect(run).rejects.toMatchObject({ parts: { reason: 'push-failed' } });
    expect(git(workspace, 'status', '--porcelain', '--ignored')).toBe('');
  });
});

describe('the token', () => {
  it('is used instead of one that the checkout stored, and never stands on a command line', async () => {
    const workspace = origin.checkout();
    const { serverUrl, token, readToken } = origin.account;
    const stored = `AUTHORIZATION: basic ${btoa(`x-access-token:${readToken}`)}`;
    git(workspace, 'config', `http.${serverUrl}/.extraheader`, stored);
    const commands: string[] = [];
    const report = await runVersion(origin, sha, {
      workspace,
      before: (args) => void commands.push(args.join(' ')),
    });
    expect(report.outputs.tag).toBe('v1.1.0');
    expect(commands.join('\n')).not.toMatch(/authorization|basic/i);
    for (const secret of [token, btoa(`x-access-token:${token}`)])
      expect(`${commands} ${report.lines} ${JSON.stringify(report)}`).not.toContain(secret);
  });
});
