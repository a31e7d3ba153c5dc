import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

const onMerge = (sha: string, inputs = {}) => runVersion(origin, sha, { inputs });
const released = ({ services }: { services: Record<string, { tag: string; outcome: string }> }) =>
  Object.values(services)
    .filter(({ outcome }) => outcome === 'released')
    .map(({ tag }) => tag);

/** A configuration and a release of each of its services; the tags have the default prefixes. */
function begin(config: string, files: Record<string, string> = {}): void {
  origin.commit('feat: begin', { 'workaday.yml': config, ...files });
  for (const [, name] of config.matchAll(/^ {2}(\S+):/gm)) origin.tag(`${name}/v1.0.0`);
}

const two = `services:
  api: { context: services/api }
  web: { context: services/web }
shared: [shared/**]
`;

describe('several services', () => {
  it('each get the version of their own files, and those that share a commit get several tags', async () => {
    const files = { 'services/api/a': '1', 'services/web/a': '1' };
    const first = await onMerge(origin.commit('feat: begin', { 'workaday.yml': two, ...files }));
    expect(Object.keys(origin.tags())).toEqual(['api/v0.1.0', 'web/v0.1.0']);
    expect(first.outputs).toMatchObject({ version: '0.1.0', 'previous-version': '' });
    const api = origin.commit('feat: a', { 'services/api/a': '2' });
    const build = `0.1.1-build.1.g${api.slice(0, 7)}`;
    expect(await onMerge(api)).toMatchObject({
      outcome: 'released',
      outputs: { version: '0.2.0', tag: 'api/v0.2.0', bump: 'minor', 'previous-version': '0.1.0' },
      services: {
        api: { version: '0.2.0', tag: 'api/v0.2.0', previousVersion: '0.1.0', bump: 'minor', changed: true },
        web: { version: build, tag: '', bump: 'none', outcome: 'unreleased', changed: false },
      },
    });
    const both = await onMerge(origin.commit('fix: b', { 'shared/a': '2' }));
    expect(released(both)).toEqual(['api/v0.2.1', 'web/v0.1.1']);
  });

  it('keep their own numbers when one commit has the tags of both', async () => {
    origin.commit('feat: begin', { 'workaday.yml': two, 'services/api/a': '1', 'services/web/a': '1' });
    origin.commit('fix: a', { 'services/api/a': '2' });
    origin.tag('api/v1.0.1');
    origin.tag('web/v2.1.0');
    const report = await onMerge(origin.commit('fix: b', { 'services/web/a': '2' }));
    expect(released(report)).toEqual(['web/v2.1.1']);
    expect(report.services).toMatchObject({ api: { outcome: 'unreleased', changed: false } });
  });

  it('are released by the newer run for the older one, which gives way', async () => {
    begin(two);
    const older = origin.commit('feat: both', { 'services/api/a': '1', 'services/web/a': '1' });
    const newer = origin.commit('fix: a', { 'services/api/a': '2' });
    expect(released(await onMerge(newer))).toEqual(['api/v1.1.0', 'web/v1.1.0']);
    const before = origin.tags('refs');
    expect(await onMerge(older)).toMatchObject({ outcome: 'superseded', outputs: { tag: '' } });
    expect(origin.tags('refs')).toEqual(before);
  });

  it('can be versioned one at a time', async () => {
    begin(two);
    const sha = origin.commit('feat: a', { 'shared/a': '1' });
    expect((await onMerge(sha, { service: 'web', 'tag-prefix': 'w-' })).outputs.tag).toBe('w-0.1.0');
    expect(Object.keys((await onMerge(sha, { service: 'api' })).services)).toEqual(['api']);
    expect(Object.keys(origin.tags())).toEqual(['api/v1.0.0', 'api/v1.1.0', 'w-0.1.0', 'web/v1.0.0']);
  });

  it('started by the tag of one, leave the other alone', async () => {
    begin(two);
    const sha = origin.commit('feat: a', { 'shared/a': '1' });
    origin.tag('web/v3.0.0');
    const report = await runVersion(origin, sha, { ref: 'refs/tags/web/v3.0.0' });
    expect(report).toMatchObject({ outcome: 'already-released', reason: 'tag-event' });
    expect(report.services).toMatchObject({
      api: { outcome: 'unreleased', tag: '' },
      web: { outcome: 'already-released', version: '3.0.0' },
    });
    expect(Object.keys(origin.tags())).toEqual(['api/v1.0.0', 'web/v1.0.0', 'web/v3.0.0']);
  });
});

const root = 'services:\n  api: { context: services/api }\n  web: { context: . }\n';
const nested = 'services:\n  api: { context: services/api }\n  api-v2: { context: services/api/v2 }\n';
const ignoring = `services:
  api: { context: services/api, ignore: ['**/*.md', services/api/docs] }
  web: { context: services/web, paths: [services/web, '!services/web/docs/**', proto/*.proto] }
`;

describe('a fix', () => {
  it.each([
    { of: two, at: ['services/api/a'], tags: ['api/v1.0.1'] },
    { of: two, at: ['services/api/.env'], tags: ['api/v1.0.1'] },
    { of: two, at: ['services/api/a b\n"ü"\t$(touch pwned)'], tags: ['api/v1.0.1'] },
    { of: two, at: ['services/web/-x', 'README.md'], tags: ['web/v1.0.1'] },
    { of: two, at: ['shared/deep/a'], tags: ['api/v1.0.1', 'web/v1.0.1'] },
    { of: two, at: ['services/api-client/a', 'services/apis', 'README.md'], tags: [] },
    { of: root, at: ['README.md'], tags: ['web/v1.0.1'] },
    { of: root, at: ['services/api/a'], tags: ['api/v1.0.1', 'web/v1.0.1'] },
    { of: nested, at: ['services/api/v2/a'], tags: ['api-v2/v1.0.1'] },
    { of: nested, at: ['services/api/a'], tags: ['api/v1.0.1'] },
    { of: ignoring, at: ['services/api/README.md', 'services/api/docs/a'], tags: [] },
    { of: ignoring, at: ['services/api/README.md', 'services/api/a'], tags: ['api/v1.0.1'] },
    { of: ignoring, at: ['services/web/docs/a', 'proto/deep/a.proto'], tags: [] },
    { of: ignoring, at: ['proto/a.proto'], tags: ['web/v1.0.1'] },
  ])('at $at is one of $tags', async ({ of, at, tags }) => {
    begin(of);
    const sha = origin.commit('fix: a', Object.fromEntries(at.map((path) => [path, '1'])));
    const report = await onMerge(sha, { 'dry-run': 'true' });
    expect(released(report)).toEqual(tags);
  });

  it('that moves a file from one service to another concerns both', async () => {
    begin(two, { 'services/api/a': 'the same\n'.repeat(50), 'services/web/b': '1' });
    git(origin.work, 'mv', 'services/api/a', 'services/web/a');
    expect(released(await onMerge(origin.commit('fix: move')))).toEqual(['api/v1.0.1', 'web/v1.0.1']);
  });

  it('that deletes a file concerns its service', async () => {
    begin(two, { 'services/api/a': '1' });
    git(origin.work, 'rm', '--quiet', 'services/api/a');
    expect(released(await onMerge(origin.commit('fix: less')))).toEqual(['api/v1.0.1']);
  });

  it.each([
    ['fix(web): again', ['web/v1.0.1']],
    ['fix(ui): again', ['api/v1.0.1', 'web/v1.0.1']],
    ['fix: again', ['api/v1.0.1', 'web/v1.0.1']],
  ])('without files (%s) concerns whom its scope names, else everybody', async (message, tags) => {
    begin(two);
    expect(released(await onMerge(origin.commit(message)))).toEqual(tags);
  });

  it('on a merged branch counts for the files of its own commits', async () => {
    begin(two);
    git(origin.work, 'checkout', '--quiet', '-b', 'side');
    origin.commit('feat: a', { 'services/api/a': '1' });
    origin.commit('fix: b', { 'services/web/b': '1' });
    git(origin.work, 'checkout', '--quiet', 'main');
    const report = await onMerge(origin.merge('side', 'Merge pull request #7 from acme/side\n\nSide'));
    expect(released(report)).toEqual(['api/v1.1.0', 'web/v1.0.1']);
    expect(noted(report)).toEqual(['a #7', 'b #7']);
    expect(report.outputs.notes).toMatch(/^## api 1\.1\.0\n[\s\S]*\n## web 1\.0\.1\n/);
  });
});

describe('tag prefixes', () => {
  const prefixes = (a: string, b: string) =>
    `services:\n  a: { context: a, tag-prefix: '${a}' }\n  b: { context: b, tag-prefix: '${b}' }\n`;

  it.each([
    ['v', 'v'],
    ['v', 'v1'],
    ['api/v2', 'api/v'],
  ])('%s and %s are refused: one tag could be a version of both', async (a, b) => {
    const sha = origin.commit('feat: begin', { 'workaday.yml': prefixes(a, b) });
    await expect(onMerge(sha)).rejects.toMatchObject({ parts: { reason: 'bad-config' } });
    expect(origin.tags('refs')).toEqual({ 'heads/main': sha });
  });

  it.each([
    ['api/v', 'api/v2/v'],
    ['a', 'api-v'],
    ['v.', 'vx'],
  ])('%s and %s are lines of their own', async (a, b) => {
    origin.commit('feat: begin', { 'workaday.yml': prefixes(a, b), 'a/a': '1', 'b/b': '1' });
    origin.tag(`${a}1.0.0`);
    origin.tag(`${b}7.0.0`);
    const report = await onMerge(origin.commit('fix: a', { 'a/a': '2', 'b/b': '2' }));
    expect(released(report)).toEqual([`${a}1.0.1`, `${b}7.0.1`]);
    expect((await onMerge(origin.commit('fix: c', { 'a/a': '3' }))).outputs.notes).toContain('c');
  });

  it('cannot be one for several services', async () => {
    begin(two);
    const sha = origin.commit('fix: a');
    const bad = { parts: { reason: 'bad-input' } };
    await expect(onMerge(sha, { 'tag-prefix': 'v' })).rejects.toMatchObject(bad);
    const unknown = { parts: { reason: 'unknown-service', why: expect.stringContaining('api, web') } };
    await expect(onMerge(sha, { service: 'shop' })).rejects.toMatchObject(unknown);
  });
});
