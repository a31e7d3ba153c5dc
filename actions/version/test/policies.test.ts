import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import type { Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
  origin.commit('feat: begin');
});

const onMerge = (sha: string, inputs = {}) => runVersion(origin, sha, { inputs });
const dryRun = { 'dry-run': 'true', 'github-token': '' };

describe('before 1.0.0', () => {
  it.each([
    ['breaking-is-minor', 'fix: a', '0.3.2'],
    ['breaking-is-minor', 'feat: a', '0.4.0'],
    ['breaking-is-minor', 'feat!: a', '0.4.0'],
    ['shifted', 'fix: a', '0.3.2'],
    ['shifted', 'feat: a', '0.3.2'],
    ['shifted', 'feat!: a', '0.4.0'],
    ['breaking-is-major', 'fix: a', '0.3.2'],
    ['breaking-is-major', 'feat: a', '0.4.0'],
    ['breaking-is-major', 'feat!: a', '1.0.0'],
  ])('%s makes of %s %s', async (policy, message, version) => {
    origin.tag('v0.3.1');
    const report = await onMerge(origin.commit(message), { ...dryRun, 'pre-1-0': policy });
    expect(report.outputs.version).toBe(version);
  });

  it.each(['breaking-is-minor', 'shifted', 'breaking-is-major'])('%s ends at 1.0.0', async (policy) => {
    origin.tag('v1.3.1');
    const report = await onMerge(origin.commit('feat!: a'), { ...dryRun, 'pre-1-0': policy });
    expect(report.outputs.version).toBe('2.0.0');
  });
});

describe('the first version', () => {
  it.each([
    [{}, 'feat!: a', '0.1.0'],
    [{ 'initial-version': '1.0.0' }, 'fix: a', '1.0.0'],
    [{ 'initial-version': '0.0.1' }, 'docs: a', '0.0.1'],
  ])('with %j is, whatever asks for it, %s', async (inputs, message, version) => {
    expect((await onMerge(origin.commit(message), { ...dryRun, ...inputs })).outputs.version).toBe(version);
  });

  it('of a repository where nothing asks for one is a build of it', async () => {
    const other = await github.repository();
    const sha = other.commit('chore: begin');
    const report = await runVersion(other, sha, { inputs: dryRun });
    expect(report.outputs).toMatchObject({ version: `0.1.0-build.1.g${sha.slice(0, 7)}`, tag: '' });
  });
});

describe('bump rules', () => {
  it.each([
    ['docs=patch', 'docs: a', '1.0.1'],
    ['docs = minor', 'Docs(x): a', '1.1.0'],
    ['build(deps)=patch', 'build(deps): a', '1.0.1'],
    ['build(deps)=patch', 'build: a', undefined],
    ['*=patch', 'chore: a', '1.0.1'],
    ['*=minor\nchore=none', 'chore: a', undefined],
    ['*(api)=major', 'fix(api): a', '2.0.0'],
    ['unreadable=patch', 'Update a', '1.0.1'],
    ['feat=none', 'feat: a', undefined],
    ['feat=none', 'feat!: a', '2.0.0'],
    ['revert=none', 'Revert "feat: begin"', undefined],
  ])('%j make of %s %s', async (rules, message, version) => {
    origin.tag('v1.0.0');
    const report = await onMerge(origin.commit(message), { ...dryRun, 'bump-rules': rules });
    expect(report.outputs.tag).toBe(version === undefined ? '' : `v${version}`);
  });
});

describe('inputs that are wrong', () => {
  it('are all told at once, and nothing is touched', async () => {
    const sha = origin.commit('feat: a');
    const run = onMerge(sha, {
      'bump-rules': 'docs=huge\nfix\n=patch\nfeat=minor',
      'initial-version': 'v1',
      'pre-1-0': 'maybe',
      'tag-prefix': '-x',
    });
    const named = ['entry 1', 'entry 2', 'entry 3', 'initial-version', 'pre-1-0', 'tag-prefix'];
    const error = await run.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error.parts.reason).toBe('bad-input');
    for (const name of named) expect(error.parts.what).toContain(name);
    expect(error.parts.problems).toHaveLength(4);
    expect(origin.tags('refs')).toEqual({ 'heads/main': sha });
    expect(await github.admin.dump(origin.repository)).toMatchObject({ releases: [] });
  });
});

describe('Release-As', () => {
  it.each([
    { from: 'v1.0.0', message: 'chore: ship\n\nRelease-As: 2.0.0', version: '2.0.0' },
    { from: 'v1.0.0', message: 'chore: ship\n\nrelease-as: v2.0.0', version: '2.0.0' },
    { from: 'v0.4.0', message: 'chore: we are proud\n\nRelease-As: 1.0.0', version: '1.0.0' },
    { from: 'v1.0.0', message: 'feat!: a\n\nRelease-As: 1.0.7', version: '1.0.7' },
    {
      from: 'v1.0.0',
      message: 'feat: a (#4)\n\n* fix: b\n\n* chore: ship\n\nRelease-As: 3.1.0\n\n* fix: c',
      version: '3.1.0',
    },
    { from: 'v1.0.0', message: 'Whatever\n\nRelease-As: 2.0.0', version: '2.0.0' },
  ])('met: after $from $message', async ({ from, message, version }) => {
    origin.tag(from);
    const report = await onMerge(origin.commit(message));
    expect(report).toMatchObject({ outcome: 'released', outputs: { version, tag: `v${version}` } });
    expect(report.summary).toContain('Release-As');
    expect(report.annotations).toEqual([]);
    expect((await onMerge(origin.commit('docs: next'))).outcome).toBe('unreleased');
  });

  it('decides on the first version, too', async () => {
    const report = await onMerge(origin.commit('chore: ship\n\nRelease-As: 3.0.0'));
    expect(report.outputs).toMatchObject({ version: '3.0.0', 'previous-version': '' });
  });

  it.each(['0.9.0', '1.0.0', 'two', '2.0', '2.0.0-rc.1', '1.0.0; touch pwned'])(
    '%s after v1.0.0 is passed over with a warning, and stops nothing',
    async (wish) => {
      origin.tag('v1.0.0');
      origin.commit(`chore: ship\n\nRelease-As: ${wish}`);
      const report = await onMerge(origin.commit('fix: a'), dryRun);
      expect(report.outputs.version).toBe('1.0.1');
      expect(report.annotations).toMatchObject([
        { level: 'warning', message: expect.stringContaining(`Release-As: ${wish}`) },
      ]);
    },
  );

  it('that was taken back does not count', async () => {
    origin.tag('v1.0.0');
    const sha = origin.commit('chore: ship\n\nRelease-As: 9.0.0', { a: '1' });
    const report = await onMerge(origin.git('revert', '--no-edit', sha), dryRun);
    expect(report.outcome).toBe('unreleased');
  });

  it('may speak to one service, by its tag, in a commit without files', async () => {
    const services = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    origin.commit('chore: config', { 'workaday.yml': services, 'api/a': '1', 'web/a': '1' });
    for (const tag of ['api/v1.0.0', 'web/v1.0.0']) origin.tag(tag);
    const one = await onMerge(origin.commit('chore: ship\n\nRelease-As: api/v3.0.0'));
    expect(one.services).toMatchObject({ api: { tag: 'api/v3.0.0' }, web: { outcome: 'unreleased' } });
    const named = await onMerge(origin.commit('chore(web): ship\n\nRelease-As: 5.0.0'));
    expect(named.services).toMatchObject({ api: { outcome: 'unreleased' }, web: { tag: 'web/v5.0.0' } });
    const files = await onMerge(origin.commit('chore: ship\n\nRelease-As: 6.0.0', { 'api/a': '2' }));
    expect(files.services).toMatchObject({ api: { tag: 'api/v6.0.0' }, web: { outcome: 'unreleased' } });
  });
});
