import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, type Origin } from './support/origin.ts';
import { beforePush, runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

/** Settings of a checkout or machine that change what Git prints, reads or pushes. */
const settings = {
  'color.ui': 'always',
  'color.push': 'always',
  'color.transport': 'always',
  'core.quotePath': 'true',
  'core.abbrev': '4',
  'diff.renames': 'copies',
  'diff.noprefix': 'true',
  'diff.ignoreSubmodules': 'all',
  'fetch.prune': 'true',
  'fetch.pruneTags': 'true',
  'fetch.output': 'compact',
  'format.pretty': 'oneline',
  'i18n.logOutputEncoding': 'latin1',
  'log.abbrevCommit': 'true',
  'log.date': 'relative',
  'log.decorate': 'full',
  'log.diffMerges': 'off',
  'log.excludeDecoration': 'refs/*',
  'log.follow': 'true',
  'log.showRoot': 'false',
  'log.showSignature': 'true',
  'push.default': 'nothing',
  'push.followTags': 'true',
  'push.gpgSign': 'true',
  'push.recurseSubmodules': 'check',
  'remote.pushDefault': 'nowhere',
  'versionsort.suffix': '-',
} as const;

async function result(own: Readonly<Record<string, string>>) {
  const services = 'services:\n  api: { context: api }\n  web: { context: web }\n';
  origin.commit('feat: bégin', { 'workaday.yml': services, 'api/a': '1' });
  const older = origin.commit('fix: a', { 'api/é': '2' });
  const newer = origin.commit('fix: b', { 'api/a': '3' });
  const workspace = origin.checkout();
  git(workspace, 'tag', '-m', 'of nobody else', 'local', older);
  for (const [key, value] of Object.entries(own)) git(workspace, 'config', key, value);
  const report = await runVersion(origin, newer, {
    workspace,
    ...beforePush(() => runVersion(origin, older)),
  });
  expect(report.services).toMatchObject({ api: { tag: 'api/v0.1.1' }, web: { outcome: 'unreleased' } });
  expect(Object.keys(origin.tags())).toEqual(['api/v0.1.0', 'api/v0.1.1']);
  return noted(report);
}

describe('the answer is the same', () => {
  it('with the settings of Git itself', async () => {
    expect(await result({})).toEqual(['bégin', 'b', 'a']);
  });

  it.each(['log.showRoot', 'log.showSignature', 'push.followTags', 'push.gpgSign', 'fetch.prune'] as const)(
    'with %s set',
    async (key) => {
      expect(await result({ [key]: settings[key] })).toEqual(['bégin', 'b', 'a']);
    },
  );

  it('with all of these settings together', async () => {
    expect(await result(settings)).toEqual(['bégin', 'b', 'a']);
  });
});

describe('a checkout whose configuration would run programs', () => {
  it('runs none of them', async () => {
    const services = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    const attributes = '* diff=evil filter=evil merge=evil text\n';
    origin.commit('feat: a', {
      'workaday.yml': services,
      '.gitattributes': attributes,
      'api/a': '1',
      'web/a': '1',
    });
    const [older, newer] = [
      origin.commit('fix: b', { 'api/a': '2' }),
      origin.commit('fix: c', { 'web/a': '2' }),
    ];
    const workspace = origin.checkout();
    const mark = join(workspace, '..', 'pwned');
    const program = `touch ${mark}; true`;
    const hooks = join(workspace, 'evil-hooks');
    mkdirSync(hooks);
    for (const folder of [hooks, join(workspace, '.git', 'hooks')])
      for (const name of ['pre-push', 'post-checkout', 'reference-transaction', 'pre-auto-gc', 'post-merge'])
        writeFileSync(join(folder, name), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    for (const key of [
      'diff.evil.command',
      'diff.evil.textconv',
      'diff.external',
      'filter.evil.smudge',
      'filter.evil.clean',
      'core.fsmonitor',
      'core.pager',
      'pager.log',
      'gpg.program',
      'core.editor',
      'remote.origin.uploadpack',
      'remote.origin.receivepack',
      'core.askPass',
    ])
      git(workspace, 'config', key, program);
    git(workspace, 'config', 'alias.log', `!${program}`);
    git(workspace, 'config', 'log.showSignature', 'true');
    git(workspace, 'config', 'core.hooksPath', hooks);
    const report = await runVersion(origin, newer, {
      workspace,
      ...beforePush(() => runVersion(origin, older)),
    });
    expect(report.services).toMatchObject({ api: { outcome: 'unreleased' }, web: { tag: 'web/v0.1.1' } });
    expect(existsSync(mark)).toBe(false);
  });
});
