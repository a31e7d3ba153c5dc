import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { buildVersion, nextVersion } from '../src/next-version.ts';
import { type Commit, type LineFacts, planLine } from '../src/plan.ts';
import { parseTags, type VersionTag, versionInTag } from '../src/tags.ts';

const sha = (index: number) => index.toString(16).padStart(40, '0');
const tag = (version: string, commit: number): VersionTag => ({
  name: `v${version}`,
  version,
  commit: sha(commit),
});
const commit = (message: string, index = 1): Commit => ({
  sha: sha(index),
  parents: 1,
  author: 'A',
  message,
});

function line(own: Partial<LineFacts> & { messages?: string[] }): LineFacts {
  const { messages = [], ...rest } = own;
  return {
    service: 'web',
    prefix: 'v',
    sha: sha(99),
    tags: [],
    reachable: new Set((own.tags ?? []).map(({ name }) => name)),
    containing: new Set(),
    commits: messages.map((message, index) => commit(message, 50 + index)),
    ...rest,
  };
}

describe('the next version', () => {
  it.each([
    ['1.4.2', 'patch', ['1.4.2'], '1.4.3'],
    ['1.4.2', 'minor', ['1.4.2'], '1.5.0'],
    ['1.4.2', 'major', ['1.4.2'], '2.0.0'],
    ['0.4.2', 'major', ['0.4.2'], '0.5.0'],
    ['0.4.2', 'minor', ['0.4.2'], '0.5.0'],
    ['1.9.0', 'minor', ['1.9.0', '1.10.0'], '1.11.0'],
    ['1.4.2', 'patch', ['1.4.2', '2.0.0'], '2.0.1'],
    ['1.4.2', 'patch', ['1.4.2', '1.5.0-rc.1'], '1.5.0'],
    [undefined, 'major', [], '0.1.0'],
    [undefined, 'patch', ['0.1.0'], '0.1.1'],
  ] as const)('after %s, %s, with %j is %s', (base, bump, existing, expected) => {
    expect(nextVersion(base, bump, existing, '0.1.0')).toBe(expected);
  });

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
        expect(semver.lt(build, nextVersion(base, 'patch', [base], '0.1.0'))).toBe(true);
        expect(semver.gt(buildVersion([base], '0.1.0', count + 1, commitId), build)).toBe(true);
      }),
    );
  });
});

describe('a tag', () => {
  it.each([
    ['v1.2.3', 'v', '1.2.3'],
    ['v1.2.3-rc.1', 'v', '1.2.3-rc.1'],
    ['api/v1.2.3', 'api/v', '1.2.3'],
    ['1.2.3', '', '1.2.3'],
    ['v1', 'v', undefined],
    ['v1.2', 'v', undefined],
    ['v1.2.3.4', 'v', undefined],
    ['v01.2.3', 'v', undefined],
    ['vv1.2.3', 'v', undefined],
    ['v 1.2.3', 'v', undefined],
    ['nightly', 'v', undefined],
    ['api-v1.2.3', 'a', undefined],
    ['api/v2/1.2.3', 'api/v', undefined],
  ])('%s with prefix %j holds %s', (name, prefix, expected) => {
    expect(versionInTag(name, prefix)).toBe(expected);
  });

  it('leads to its commit, annotated or not', () => {
    const listing = `${sha(1)}\t\trefs/tags/v1.0.0\n${sha(2)}\t${sha(3)}\trefs/tags/v1.1.0\n${sha(4)}\t\trefs/tags/v1\n`;
    expect(parseTags(listing, 'v')).toEqual([tag('1.0.0', 1), tag('1.1.0', 3)]);
  });
});

describe('the plan of a line', () => {
  it('releases after the highest tag by SemVer order, not by name', () => {
    const plan = planLine(line({ tags: [tag('1.9.0', 1), tag('1.10.0', 2)], messages: ['fix: a'] }), '0.1.0');
    expect(plan).toMatchObject({ outcome: 'released', version: '1.10.1', tag: 'v1.10.1', bump: 'patch' });
  });

  it('takes the reachable tag as base and goes above the one that is not', () => {
    const facts = line({
      tags: [tag('1.4.2', 1), tag('1.5.0', 2)],
      reachable: new Set(['v1.4.2']),
      messages: ['fix: a'],
    });
    expect(planLine(facts, '0.1.0')).toMatchObject({ version: '1.5.1', previous: { name: 'v1.4.2' } });
  });

  it('is not held up by a prerelease elsewhere, but goes above one in its own history', () => {
    const tags = [tag('1.4.2', 1), tag('2.0.0-rc.1', 2)];
    const elsewhere = line({ tags, reachable: new Set(['v1.4.2']), messages: ['fix: a'] });
    expect(planLine(elsewhere, '0.1.0').version).toBe('1.4.3');
    expect(planLine(line({ tags, messages: ['fix: a'] }), '0.1.0').version).toBe('2.0.0');
  });

  it('answers the tag that the commit carries, with what it was made from', () => {
    const facts = line({ tags: [tag('1.4.2', 1), tag('1.4.3', 99)], messages: ['fix: a'] });
    expect(planLine(facts, '0.1.0')).toMatchObject({
      outcome: 'already-released',
      version: '1.4.3',
      bump: 'patch',
      previous: { name: 'v1.4.2' },
    });
  });

  it('gives way to a newer release that contains the commit', () => {
    const facts = line({
      tags: [tag('1.4.2', 1), tag('1.5.0', 200)],
      reachable: new Set(['v1.4.2']),
      containing: new Set(['v1.5.0']),
      messages: ['fix: a'],
    });
    expect(planLine(facts, '0.1.0')).toMatchObject({
      outcome: 'superseded',
      tag: '',
      newer: { name: 'v1.5.0' },
    });
  });

  it('counts only commits that touch the service', () => {
    const facts = line({
      tags: [tag('1.0.0', 1)],
      messages: ['fix: a', 'feat!: b'],
      touching: new Set([sha(50)]),
    });
    expect(planLine(facts, '0.1.0')).toMatchObject({ version: '1.0.1', bump: 'patch' });
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
);

describe('laws', () => {
  it('a version never decreases along history, whatever is merged and however often it is released', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ message: anyMessage, ships: fc.boolean() }), { maxLength: 30 }),
        (history) => {
          const tags: VersionTag[] = [];
          let since: Commit[] = [];
          let last: string | undefined;
          for (const [index, { message, ships }] of history.entries()) {
            since = [commit(message, index + 1), ...since];
            if (!ships) continue;
            const facts = {
              ...line({ tags }),
              sha: sha(index + 1),
              commits: since,
              reachable: new Set(tags.map((t) => t.name)),
            };
            const plan = planLine(facts, '0.1.0');
            expect(semver.valid(plan.version)).toBe(plan.version);
            if (last !== undefined) expect(semver.gt(plan.version, last)).toBe(true);
            last = plan.version;
            if (plan.outcome === 'released') {
              tags.push({ name: plan.tag, version: plan.version, commit: plan.sha });
              since = [];
            }
          }
        },
      ),
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
        const plan = (messages: string[]) => planLine(line({ tags: [tag('1.2.3', 1)], messages }), '0.1.0');
        expect(plan(mixed).version).toBe(plan(counted).version);
      }),
    );
  });
});
