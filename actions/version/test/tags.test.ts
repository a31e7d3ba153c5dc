import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, gitWith, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
  origin.commit('feat: begin');
});

/** What a fix gets after these tags of the commit before it; nothing is written. */
async function afterTags(tags: readonly string[], inputs = {}): Promise<unknown> {
  for (const tag of tags) git(origin.bare, 'update-ref', `refs/tags/${tag}`, 'main');
  const sha = origin.commit('fix: a');
  const report = await runVersion(origin, sha, {
    inputs: { 'dry-run': 'true', 'github-token': '', ...inputs },
  });
  return [report.outputs.version, report.outputs['previous-version']];
}

describe('the release to follow', () => {
  it.each([
    { tags: ['v1.9.0', 'v1.10.0'], after: '1.10.0', next: '1.10.1', why: 'numbers, not letters' },
    { tags: ['v1.999.0', 'v1.1000.0'], after: '1.1000.0', next: '1.1000.1', why: 'numbers of any length' },
    { tags: ['v2.0.0', 'v1.0.0'], after: '2.0.0', next: '2.0.1', why: 'not the newest tag' },
    {
      tags: ['v1.0.0', 'v02.0.0', 'v2.00.0', 'v2.0.00'],
      after: '1.0.0',
      next: '1.0.1',
      why: 'leading zeros',
    },
    {
      tags: ['v1.0.0', 'v2', 'v3.0', 'v4.0.0.0', 'vv5.0.0'],
      after: '1.0.0',
      next: '1.0.1',
      why: 'no versions',
    },
    {
      tags: ['v1.0.0', 'V2.0.0', '3.0.0', 'xv4.0.0', 'x/v5.0.0'],
      after: '1.0.0',
      next: '1.0.1',
      why: 'other prefixes',
    },
    {
      tags: ['v1.0.0', 'v2.0.0$(id)', 'v2.0.0;id', "v2.0.0'", 'v2.0.0"', 'v2.0.0|', 'v2.0.0é', 'v2.0.0%0a'],
      after: '1.0.0',
      next: '1.0.1',
      why: 'odd characters',
    },
    {
      tags: ['v1.0.0', 'v1.0.99999999999999999999'],
      after: '1.0.0',
      next: '1.0.1',
      why: 'no number of ours',
    },
    {
      tags: ['v1.0.0', 'v1.1.0-rc.1', 'v1.1.0-rc.10', 'v1.1.0-rc.9'],
      after: '1.0.0',
      next: '1.1.0',
      why: 'prereleases are no base, but lower',
    },
    { tags: ['v1.0.0', 'v1.0.0-rc.1'], after: '1.0.0', next: '1.0.1', why: 'older prereleases' },
    {
      tags: ['v1.0.0', 'v1.0.1+build.5'],
      after: '1.0.1+build.5',
      next: '1.0.2',
      why: 'build metadata has no part in precedence',
    },
  ])('of $tags is $after ($why)', async ({ tags, after, next }) => {
    expect(await afterTags(tags)).toEqual([next, after]);
  });

  it.each([
    { prefix: 'a', tags: ['a1.0.0', 'api-v9.0.0'], after: '1.0.0', next: '1.0.1' },
    { prefix: 'v.', tags: ['v.1.0.0', 'vx2.0.0', 'v3.0.0'], after: '1.0.0', next: '1.0.1' },
    { prefix: 'r(+)$', tags: ['r(+)$1.0.0', 'r2.0.0'], after: '1.0.0', next: '1.0.1' },
    {
      prefix: 'api/v',
      tags: ['api/v1.0.0', 'v2.0.0', 'x/api/v3.0.0', 'api/v2/v4.0.0'],
      after: '1.0.0',
      next: '1.0.1',
    },
  ])('with the prefix $prefix is compared literally', async ({ prefix, tags, after, next }) => {
    expect(await afterTags(tags, { 'tag-prefix': prefix })).toEqual([next, after]);
  });

  it.each(['-x', 'a b', 'a..b', '/v', 'v~', 'v*', '.v', 'a//v'])(
    'cannot have the prefix %j',
    async (prefix) => {
      const bad = { parts: { reason: 'bad-input', what: expect.stringContaining('tag-prefix') } };
      await expect(afterTags([], { 'tag-prefix': prefix })).rejects.toMatchObject(bad);
    },
  );

  it('may be annotated, a tag of a tag, or lightweight', async () => {
    origin.tag('v1.1.0', 'HEAD', '-m', 'annotated');
    origin.tag('v1.2.0', 'v1.1.0', '-m', 'a tag of a tag');
    origin.tag('v1.3.0', 'v1.2.0', '-m', 'a tag of a tag of a tag');
    origin.tag('v1.0.0');
    expect(await afterTags([])).toEqual(['1.3.1', '1.3.0']);
  });

  it('is no tag of a file or folder; its number is taken, all the same', async () => {
    const blob = gitWith('text', origin.bare, 'hash-object', '-w', '--stdin');
    origin.tag('v1.0.0');
    origin.tag('v1.0.1', blob);
    origin.tag('v1.0.2', 'HEAD^{tree}');
    origin.tag('v1.0.3', blob, '-m', 'annotated');
    origin.tag('v1.0.4', 'v1.0.3', '-m', 'a tag of a tag');
    expect(await afterTags([])).toEqual(['1.0.5', '1.0.0']);
  });

  it('is one that the commit reaches; a higher one elsewhere is exceeded', async () => {
    origin.tag('v1.4.2');
    origin.branch('hotfix', 'fix: hot');
    origin.tag('v1.5.0', 'hotfix');
    origin.tag('v1.6.0-rc.1', 'hotfix');
    expect(await afterTags([])).toEqual(['1.5.1', '1.4.2']);
  });
});

describe('more than 10,000 tags', () => {
  it('are read by four processes, and none is overlooked', async () => {
    const commits = git(origin.bare, 'rev-list', 'main').split('\n');
    for (let count = 1; count < 21; count += 1) commits.push(origin.commit('docs: a'));
    const updates = Array.from(
      { length: 10_500 },
      (_, index) => `create refs/tags/v1.${index}.0 ${commits[index % commits.length]}\n`,
    );
    gitWith(updates.reverse().join(''), origin.bare, 'update-ref', '--stdin');
    git(origin.bare, 'pack-refs', '--all');
    const sha = origin.commit('fix: a');
    const commands: string[] = [];
    const report = await runVersion(origin, sha, { before: (args) => void commands.push(args.join(' ')) });
    expect(report.outputs).toMatchObject({ version: '1.10499.1', 'previous-version': '1.10499.0' });
    expect(commands).toHaveLength(4);
    expect(commands.every((command) => command.length < 4_096)).toBe(true);
    expect(origin.tags()['v1.10499.1']).toBe(sha);
  });
});
