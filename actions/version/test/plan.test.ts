import { versionInTag } from '@workaday/core';
import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { bumpRules } from '../src/changes/bump.ts';
import { parseRemoteRefs } from '../src/history/refs.ts';
import {
  buildVersion,
  nextVersion,
  type PreMajorPolicy,
  type VersionPolicy,
} from '../src/line/next-version.ts';
import type { LineFacts } from '../src/line/place.ts';
import { type Policy, planLine } from '../src/line/plan.ts';
import { draw, id, messagesOf, placeIn } from './support/history.ts';

const policy: Policy = { rules: bumpRules([]), initialVersion: '0.1.0', preMajor: 'breaking-is-minor' };

/** Plans the newest commit of a history drawn as in support/history.ts. */
function plan(
  lines: readonly string[],
  tags: Record<string, string> = {},
  own: Partial<LineFacts> & { policy?: Partial<Policy> } = {},
) {
  const drawing = draw(...lines);
  const { policy: changed, ...facts } = own;
  return planLine(placeIn(drawing, tags, facts), messagesOf(drawing), { ...policy, ...changed });
}

describe('the next version', () => {
  it.each<[string | undefined, 'patch' | 'minor' | 'major', string[], string]>([
    ['1.4.2', 'patch', ['1.4.2'], '1.4.3'],
    ['1.4.2', 'minor', ['1.4.2'], '1.5.0'],
    ['1.4.2', 'major', ['1.4.2'], '2.0.0'],
    ['1.9.0', 'minor', ['1.9.0', '1.10.0'], '1.11.0'],
    ['1.4.2', 'patch', ['1.4.2', '2.0.0'], '2.0.1'],
    ['1.4.2', 'patch', ['1.4.2', '1.5.0-rc.1'], '1.5.0'],
    [undefined, 'major', [], '0.1.0'],
    [undefined, 'patch', ['0.1.0'], '0.1.1'],
  ])('after %s, %s, with %j is %s', (base, bump, existing, expected) => {
    expect(nextVersion(base, bump, existing, policy)).toBe(expected);
  });

  it.each<[PreMajorPolicy, string, string, string]>([
    ['breaking-is-minor', '0.5.0', '0.5.0', '0.4.3'],
    ['shifted', '0.5.0', '0.4.3', '0.4.3'],
    ['breaking-is-major', '1.0.0', '0.5.0', '0.4.3'],
  ])(
    'after 0.4.2 under %s is %s for a breaking change, %s for a feature, %s for a fix',
    (preMajor, ...expected) => {
      const own: VersionPolicy = { initialVersion: '0.1.0', preMajor };
      const next = (['major', 'minor', 'patch'] as const).map((bump) =>
        nextVersion('0.4.2', bump, ['0.4.2'], own),
      );
      expect(next).toEqual(expected);
      expect(nextVersion('1.4.2', 'major', ['1.4.2'], own)).toBe('2.0.0');
    },
  );

  it.each([
    [['1.4.2'], '1.4.3-build.5.gabcdef0'],
    [[], '0.1.0-build.5.gabcdef0'],
    [['1.4.2', '1.5.0-rc.1'], '1.5.0-rc.1.build.5.gabcdef0'],
  ])('of a build after %j is %s', (existing, expected) => {
    expect(buildVersion(existing, '0.1.0', 5, `abcdef0${'1'.repeat(33)}`)).toBe(expected);
  });

  it('of a build is valid and between the release before and the next', () => {
    const version = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)).map((parts) => parts.join('.'));
    const hash = fc.stringMatching(/^[0-9a-f]{40}$/);
    fc.assert(
      fc.property(version, fc.nat(10_000), hash, (base, count, commitId) => {
        const build = buildVersion([base], '0.1.0', count, commitId);
        expect(semver.valid(build)).toBe(build);
        expect(semver.gt(build, base)).toBe(true);
        expect(semver.lt(build, nextVersion(base, 'patch', [base], policy))).toBe(true);
        expect(semver.gt(buildVersion([base], '0.1.0', count + 1, commitId), build)).toBe(true);
      }),
    );
  });
});

describe('a tag', () => {
  it.each([
    ['v1.2.3', 'v', '1.2.3'],
    ['v1.2.3-rc.1', 'v', '1.2.3-rc.1'],
    ['v1.2.3+build.7', 'v', '1.2.3+build.7'],
    ['api/v1.2.3', 'api/v', '1.2.3'],
    ['1.2.3', '', '1.2.3'],
    ['v1', 'v', undefined],
    ['v1.2', 'v', undefined],
    ['v1.2.3.4', 'v', undefined],
    ['v01.2.3', 'v', undefined],
    ['v1.02.3', 'v', undefined],
    ['vv1.2.3', 'v', undefined],
    ['v 1.2.3', 'v', undefined],
    ['nightly', 'v', undefined],
    ['api-v1.2.3', 'a', undefined],
    ['api/v2/1.2.3', 'api/v', undefined],
    [`v${'9'.repeat(20)}.0.0`, 'v', undefined],
  ])('%s with prefix %j holds %s', (name, prefix, expected) => {
    expect(versionInTag(name, prefix)).toBe(expected);
  });

  it('of a remote leads to its commit, annotated or not', () => {
    const listing = `${id('1')}\trefs/tags/v1.0.0\n${id('2')}\trefs/tags/v1.1.0\n${id('3')}\trefs/tags/v1.1.0^{}\n`;
    expect(parseRemoteRefs(listing).tags).toEqual([
      { name: 'v1.0.0', commit: id('1') },
      { name: 'v1.1.0', commit: id('3') },
    ]);
  });
});

describe('the plan of a line', () => {
  it('releases what the commits since the highest tag ask for', () => {
    expect(plan(['c1 | fix: c', 'b1 | docs: b', 'a1 | feat: a'], { 'v1.4.2': 'a1' })).toMatchObject({
      outcome: 'released',
      version: '1.4.3',
      tag: 'v1.4.3',
      bump: 'patch',
      previous: { name: 'v1.4.2' },
    });
  });

  it('takes the reachable tag as base and goes above the one that is not', () => {
    expect(plan(['b1 | fix: b', 'a1 | feat: a'], { 'v1.4.2': 'a1', 'v1.5.0': 'ee' })).toMatchObject({
      version: '1.5.1',
      previous: { name: 'v1.4.2' },
    });
  });

  it('answers the tag that the commit carries, with what it was made from', () => {
    expect(plan(['b1 | fix: b', 'a1 | feat: a'], { 'v1.4.2': 'a1', 'v1.4.3': 'b1' })).toMatchObject({
      outcome: 'already-released',
      version: '1.4.3',
      bump: 'patch',
      previous: { name: 'v1.4.2' },
    });
  });

  it('gives way to a newer release that contains the commit', () => {
    const tags = { 'v1.4.2': 'a1', 'v1.5.0': 'c1' };
    const lines = ['c1 | feat: c', 'b1 | fix: b', 'a1 | feat: a'];
    expect(plan(lines, tags, { sha: id('b1') })).toMatchObject({
      outcome: 'superseded',
      tag: '',
      newer: { name: 'v1.5.0' },
      version: expect.stringMatching(/^1\.4\.3-build\.1\.gb1/),
    });
  });

  it('releases nothing for commits that cancel out', () => {
    expect(plan(['c1 | Revert "feat: b"', 'b1 | feat: b', 'a1 | feat: a'], { 'v1.0.0': 'a1' })).toMatchObject(
      {
        outcome: 'unreleased',
        bump: 'none',
      },
    );
  });

  it('tells what an unverified release held, though its number is used up', () => {
    const lines = ['c1 | Revert "feat: b"', 'b1 | feat: b', 'a1 | feat: a'];
    const tags = { 'v1.0.0': 'a1', 'v1.1.0': 'b1' };
    const { version, news } = plan(lines, tags, { unverified: new Set(['v1.1.0']) });
    expect(version).toBe('1.1.1');
    expect(news.since?.name).toBe('v1.0.0');
    expect(news.changes.map((change) => change.fate)).toEqual(['undone', 'undone']);
  });

  it('meets a wish, above or below what the commits ask for', () => {
    const wish = (version: string) => [`b1 | feat: b⏎⏎Release-As: ${version}`, 'a1 | feat: a'];
    expect(plan(wish('3.0.0'), { 'v1.0.0': 'a1' })).toMatchObject({
      version: '3.0.0',
      bump: 'major',
      wish: { sha: id('b1') },
    });
    expect(plan(wish('1.0.1'), { 'v1.0.0': 'a1' })).toMatchObject({ version: '1.0.1', bump: 'patch' });
    expect(plan(wish('0.9.0'), { 'v1.0.0': 'a1' })).toMatchObject({
      version: '1.1.0',
      wish: undefined,
      problems: [expect.stringContaining('1.0.0 exists already')],
    });
    expect(plan(['b1 | chore: b⏎⏎Release-As: 1.0.0', 'a1 | feat: a'], { 'v0.3.0': 'a1' }).version).toBe(
      '1.0.0',
    );
  });

  it('releases nothing on a line whose tag did not start the run', () => {
    expect(plan(['b1 | feat: b', 'a1 | a'], { 'v1.0.0': 'a1' }, { onlyOthers: true }).outcome).toBe(
      'unreleased',
    );
  });
});

const anyMessage = fc.constantFrom(
  'feat: a',
  'fix: b',
  'docs: c',
  'chore: d',
  'feat!: e',
  'Update f',
  'Merge branch g',
  'perf: h',
  'Revert "feat: a"',
  'Reapply "feat: a"',
  'chore: i⏎⏎Release-As: 1.5.0',
);

describe('laws', () => {
  it('a version never decreases along history, whatever is merged and however often it is released', () => {
    const commits = fc.array(fc.record({ message: anyMessage, ships: fc.boolean() }), { maxLength: 25 });
    const policies = fc.constantFrom<PreMajorPolicy>('breaking-is-minor', 'shifted', 'breaking-is-major');
    fc.assert(
      fc.property(commits, policies, (history, preMajor) => {
        const tags: Record<string, string> = {};
        const lines: string[] = [];
        let last: string | undefined;
        for (const [index, { message, ships }] of history.entries()) {
          const name = `a${index.toString(16)}f`;
          lines.unshift(`${name} | ${message}`);
          if (!ships) continue;
          const { version, tag, outcome } = plan(lines, tags, { policy: { preMajor } });
          expect(semver.valid(version)).toBe(version);
          if (last !== undefined) expect(semver.gt(version, last)).toBe(true);
          last = version;
          if (outcome === 'released') tags[tag] = name;
        }
      }),
    );
  });

  it('the order of commits, and which ignored ones there are, change nothing but a build number', () => {
    const releasing = fc.array(fc.constantFrom('feat: a', 'fix: b', 'perf: c'), {
      minLength: 1,
      maxLength: 8,
    });
    const ignored = fc.array(fc.constantFrom('docs: a', 'chore: b', 'Update c', 'Merge branch d'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(releasing, ignored, fc.func(fc.nat()), (counted, rest, order) => {
        const mixed = [...counted, ...rest].sort((a, b) => order(a) - order(b));
        const version = (messages: string[]) => {
          const lines = messages.map((message, index) => `b${index.toString(16)}f | ${message}`);
          return plan([...lines, 'a1 | feat: begin'], { 'v1.2.3': 'a1' }).version;
        };
        expect(version(mixed)).toBe(version(counted));
      }),
    );
  });
});
