import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, gitWith, type Origin } from './support/origin.ts';
import { runStep } from './support/run-step.ts';
import { beforePush, runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

/** Every text that people use to break out of somewhere. */
const texts = [
  'fix: $(touch pwned) `touch pwned` ; touch pwned | touch pwned && touch pwned',
  '::set-output name=version::9.9.9',
  'docs: a\n\n::error::pwned\n%0A::stop-commands::pwned\n##[error]pwned\nEOF\nghadelimiter_\nversion=9.9.9\nversion<<EOF\n9.9.9\nEOF',
  'fix: \r::error::pwned\r\n\r\n::warning::pwned',
  'fix: a\u2028::error::pwned\u0085::error::pwned',
  'fix: \u202egnihton\u2066 \u200b\u0007\u001b[31mred\u001b]0;pwned\u0007',
  'fix(@octocat): @everyone <script>alert(1)</script> <!-- --> [x](javascript:alert(1)) #1 GH-2',
  '--output=pwned',
  '-x',
  '\n\n\n',
  '',
  "Merge branch '--upload-pack=touch pwned'",
  `chore: b\n\n${'x'.repeat(60_000)}`,
  `chore: ${'y '.repeat(30_000)}`,
  `chore: c\n\n${'* feat('.repeat(10_000)}`,
  `chore: d\n\n${'<details>\n'.repeat(6_000)}`,
];

/** Writes a commit on `main` as it stands, whatever Git would think of it; its id. */
function rawCommit(message: Uint8Array, author = 'Ann <ann@example.com>'): string {
  const parent = git(origin.bare, 'rev-parse', 'main');
  const tree = git(origin.bare, 'rev-parse', 'main^{tree}');
  const who = `${author} 1700000000 +0000`;
  const head = Buffer.from(`tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\n`);
  const object = Buffer.concat([head, message]);
  const sha = gitWith(object, origin.bare, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin');
  git(origin.bare, 'update-ref', 'refs/heads/main', sha);
  return sha;
}

/** Names of files below a folder that someone's command would have made. */
function pwned(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /pwned/.test(name));
}

describe('hostile messages', () => {
  it('end in correct outputs, harmless logs and summaries, and run nothing', async () => {
    for (const text of texts) origin.commit(text);
    const sha = origin.commit('docs: last');
    const { exitCode, outputs, log, summary, workspace } = await runStep(origin, sha, {});
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({
      version: '1.0.1',
      tag: 'v1.0.1',
      'previous-version': '1.0.0',
      bump: 'patch',
      outcome: 'released',
      reason: 'ok',
    });
    const commands = log.split(/[\n\r\u2028\u0085]/).filter((line) => /^\s*(::|##\[)/.test(line));
    expect(commands.filter((line) => !line.startsWith('::add-mask::'))).toEqual([]);
    for (const text of [log, summary, outputs['notes'] ?? '']) {
      expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }
    expect(summary).not.toMatch(/<script|^::/im);
    expect(outputs['notes']).not.toMatch(/<script|(?<!`[^`\n]*)@(everyone|octocat)/);
    expect(pwned(join(workspace, '..'))).toEqual([]);
    const [draft] = await github.releases(origin);
    expect(draft).toMatchObject({ tag: 'v1.0.1', body: outputs['notes'] });
  });

  it.each(['feat: a', 'Update a'])('of a megabyte below %s are read', async (header) => {
    const lines = `${'word '.repeat(15)}\n`.repeat(14_000);
    const sha = origin.commit(`${header}\n\n${lines}\nBREAKING CHANGE: all of it`);
    const report = await runVersion(origin, sha);
    expect(report.outputs.tag).toBe(header === 'feat: a' ? 'v2.0.0' : '');
  });

  it('of bytes that are no text are read as far as they are', async () => {
    const bytes = Uint8Array.from({ length: 4_096 }, (_, index) => (index % 255) + 1);
    rawCommit(bytes);
    rawCommit(Buffer.concat([Buffer.from('feat: caf'), Buffer.from([0xe9, 0xff, 0xfe]), bytes]));
    const sha = rawCommit(Buffer.from([0xff, 0xfe, 0x0d, 0x0a]));
    const { exitCode, outputs } = await runStep(origin, sha, {});
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ version: '1.1.0', bump: 'minor' });
    expect(outputs['notes']).toContain('caf');
  });

  it('written in another encoding are read', async () => {
    const message = Buffer.from('feat: caf\xe9', 'latin1');
    const encoding = ['-c', 'i18n.commitEncoding=latin1'];
    gitWith(message, origin.work, ...encoding, 'commit', '--quiet', '--allow-empty', '-F', '-');
    const report = await runVersion(origin, origin.commit('docs: a'));
    expect(report.outputs.notes).toContain('café');
  });
});

describe('hostile names', () => {
  it('of authors are shown as text', async () => {
    for (const name of [
      '$(touch pwned)',
      '@everyone',
      '<img src=x>',
      '::error::x',
      '](https://evil.example)',
    ])
      rawCommit(Buffer.from('fix: a'), `${name} <x@users.noreply.github.com>`);
    const report = await runVersion(origin, rawCommit(Buffer.from('fix: b'), '<>'));
    const shown = `${report.summary}${report.outputs.notes}`;
    expect(report.outputs.tag).toBe('v1.0.1');
    expect(shown).not.toMatch(/<img|^::|(?<!\\)\]\(https:\/\/evil|(?<![\w`])@everyone/m);
  });

  it.each(['-x', '--upload-pack=touch${IFS}pwned', '$(touch${IFS}pwned)', '`id`', '::error::', 'ä\u202e'])(
    'of a branch (%j) end in the same version',
    async (name) => {
      const sha = origin.commit('fix: a');
      const legal = name.replace(/^:+|:+/g, '');
      git(origin.bare, 'update-ref', `refs/heads/${legal}`, sha);
      const report = await runVersion(origin, sha, { ref: `refs/heads/${name}` });
      expect(report.outputs.version).toBe('1.0.1');
      expect(pwned(report.workspace)).toEqual([]);
    },
  );

  it('of tags that begin like options are no options', async () => {
    for (const name of [
      '-x',
      '--output=pwned',
      '--upload-pack=touch${IFS}pwned',
      'v1.0.0--output',
      'v9$(id).0.0',
    ])
      git(origin.bare, 'update-ref', `refs/tags/${name}`, 'main');
    const [older, newer] = [origin.commit('fix: a'), origin.commit('fix: b')];
    const report = await runVersion(
      origin,
      newer,
      beforePush(() => runVersion(origin, older)),
    );
    expect(report.outputs.version).toBe('1.0.2');
    expect(pwned(report.workspace)).toEqual([]);
  });
});
