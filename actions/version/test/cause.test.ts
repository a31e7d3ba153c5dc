import { describe, expect, it } from 'vitest';
import type { LinePlan } from '../src/line/line-plan.ts';
import { causeOf, messageOf } from '../src/telling/cause.ts';
import { change, plan, tag, unreleased } from './support/plans.ts';
import { readSummary } from './support/read-summary.ts';

const sha = (digit: string) => digit.repeat(40);

describe('the cause', () => {
  it('is the newest change that asks for the most', () => {
    const changes = [
      change('fix: a'),
      change('feat: b'),
      change('feat: c'),
      change('feat!: d', { fate: 'elsewhere' }),
    ];
    expect(causeOf(plan(changes))?.message.header).toBe('feat: b');
    expect(causeOf(plan([change('docs: a')]))).toBeUndefined();
  });

  it.each<[LinePlan, string]>([
    [plan([change('feat: a')]), '1.5.0 (after v1.4.2; minor, by abc1234 feat: a)'],
    [plan([change('docs: a')], unreleased), '1.4.3-build.1.gaaaaaaa (after v1.4.2; nothing to release)'],
    [plan([change('feat: a')], { previous: undefined }), '1.5.0 (the first; minor, by abc1234 feat: a)'],
    [
      plan([], { wish: { version: '1.5.0', sha: sha('d') } }),
      '1.5.0 (after v1.4.2; by the footer Release-As of ddddddd)',
    ],
    [plan([], { newer: tag('v1.6.0') }), 'v1.6.0 contains this commit and was released first'],
  ])('in the log: %#', (decided, expected) => expect(messageOf(decided)).toBe(expected));
});

describe('the explanation', () => {
  it.each<[string, LinePlan, string]>([
    [
      'a release',
      plan([change('feat: a')]),
      'Tagged v1.5.0. 1 commit since v1.4.2; abc1234 feat: a asks for a **minor**.',
    ],
    [
      'a re-run',
      plan([change('feat: a')], { outcome: 'already-released' }),
      'The commit carries v1.5.0 already. 1 commit since v1.4.2; abc1234 feat: a asks for a **minor**.',
    ],
    [
      'a person’s tag',
      plan([change('docs: a')], { outcome: 'already-released', bump: 'none' }),
      'The commit carries v1.5.0 already. 1 commit since v1.4.2; none asks for a release.',
    ],
    ['a build', plan([change('docs: a')], unreleased), '1 commit since v1.4.2; none asks for a release.'],
    ['no commits', plan([], unreleased), 'No commits since v1.4.2.'],
    [
      'a run of another tag',
      plan([change('feat: a')], { ...unreleased, bump: 'minor' }),
      'abc1234 feat: a asks for a **minor**, but the tag of another service started this run.',
    ],
    [
      'a wish',
      plan([change('fix: a')], {
        version: '2.0.0',
        tag: 'v2.0.0',
        bump: 'major',
        wish: { version: '2.0.0', sha: sha('d') },
      }),
      'Decided by the footer `Release-As: 2.0.0` of ddddddd. Without it: 1 commit since v1.4.2; abc1234 fix: a asks for a **patch**.',
    ],
    [
      'a first release',
      plan([change('fix: a')], { previous: undefined, version: '0.1.0', tag: 'v0.1.0', bump: 'patch' }),
      '1 commit with no release before; abc1234 fix: a asks for a **patch**. A first release has the initial version, or one above every tag that exists.',
    ],
    [
      'a breaking change before 1.0.0',
      plan([change('feat!: a', { message: { breaking: 'a' } })], {
        previous: tag('v0.1.2'),
        version: '0.2.0',
        tag: 'v0.2.0',
        bump: 'major',
      }),
      'asks for a **major**. Before 1.0.0 that raises the minor.',
    ],
    [
      'a superseded commit',
      plan([change('feat: a')], { ...unreleased, outcome: 'superseded', newer: tag('v1.6.0') }),
      'v1.6.0 contains this commit and was released first; nothing was changed.',
    ],
  ])('of %s', (_, decided, expected) => expect(readSummary([decided])).toContain(`${expected}\n`));
});
