import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence, ObservationClass, Round, VantageRound } from '../src/evidence.ts';
import { evidenceJson } from '../src/evidence.ts';
import { judge, releaseRule, restoredRule } from '../src/verdict.ts';
import { evidence } from './evidence-arbitrary.ts';

const classOf: Record<string, ObservationClass> = { g: 'pass', b: 'assertion', t: 'timeout', v: 'void' };

/** One letter a round and vantage: g(ood), b(ad), t(imeout), v(oid answer), - (abstains). */
function vantage(name: string, letter: string): VantageRound {
  if (letter === '-') return { vantage: name, abstains: 'no URL', observations: [] };
  const observation = { check: 'home', class: classOf[letter] ?? 'void', target: 'x', ms: 1 };
  return { vantage: name, observations: [observation] };
}

function given(outside: string, inside: string, more: Partial<Evidence> = {}): Evidence {
  const rounds = [...outside].map(
    (letter, index): Round => ({
      number: index + 1,
      at: index * 1000,
      vantages: [vantage('outside', letter), vantage('inside', inside[index] ?? '-')],
    }),
  );
  return { format: 1, release: 1, checks: ['home'], brokenBefore: [], rounds, ...more };
}

const over = { ended: 'the time for it was over' };

describe('the rule for a new release', () => {
  test.each([
    ['nothing yet', '', '', {}, 'continue', 'more-rounds'],
    ['two bad rounds are not enough', 'bb', 'bb', {}, 'continue', 'more-rounds'],
    ['three bad rounds', 'bbb', 'bbb', {}, 'rollback', 'bad-answers'],
    ['three bad rounds with good ones between', 'bgbgb', 'bgbgb', {}, 'rollback', 'bad-answers'],
    ['any kind of failure counts', 'btb', 'tbt', {}, 'rollback', 'bad-answers'],
    ['eight good rounds', 'gggggggg', 'gggggggg', {}, 'keep', 'clean'],
    ['seven good rounds', 'ggggggg', 'ggggggg', {}, 'continue', 'more-rounds'],
    ['a passing hiccup', 'gbbgggggggg', 'gbbgggggggg', {}, 'keep', 'clean'],
    ['a failure that came late', 'ggggggbbgg', 'ggggggbbgg', {}, 'continue', 'more-rounds'],
    ['one vantage alone decides when the other abstains', '--------', 'gggggggg', {}, 'keep', 'clean'],
    ['one vantage alone condemns when the other abstains', '---', 'bbb', {}, 'rollback', 'bad-answers'],
    ['one vantage alone never condemns against the other', 'bbbbb', 'ggggg', {}, 'continue', 'more-rounds'],
    ['lasting disagreement', 'b'.repeat(20), 'g'.repeat(20), {}, 'inconclusive', 'vantages-disagree'],
    ['disagreement at the deadline', 'bbb', 'ggg', over, 'inconclusive', 'vantages-disagree'],
    ['good so far at the deadline', 'ggg', 'ggg', over, 'inconclusive', 'undecided'],
    ['no vantage can ask, at the deadline', '---', '---', over, 'inconclusive', 'no-votes'],
    ['void answers only, at the deadline', 'vvv', 'vvv', over, 'inconclusive', 'no-votes'],
    ['no vote for very long', '-'.repeat(30), '-'.repeat(30), {}, 'inconclusive', 'no-votes'],
    ['the deadline before the first round', '', '', over, 'inconclusive', 'no-votes'],
    ['no checks at all', 'gggggggg', 'gggggggg', { checks: [] }, 'continue', 'more-rounds'],
    [
      'no checks at all, at the deadline',
      'gggg',
      'gggg',
      { checks: [], ...over },
      'inconclusive',
      'no-votes',
    ],
    [
      'a crash loop',
      'gggggggg',
      'gggggggg',
      { decisive: 'Pod/web-1 keeps crashing' },
      'rollback',
      'rollout-broken',
    ],
    [
      'broken before and still',
      'bbbbbbbb',
      'bbbbbbbb',
      { brokenBefore: ['home'] },
      'inconclusive',
      'broken-before',
    ],
    ['broken before, good now', 'gggggggg', 'gggggggg', { brokenBefore: ['home'] }, 'keep', 'clean'],
    [
      'a check that nobody asked',
      'gggggggg',
      'gggggggg',
      { checks: ['home', 'api'] },
      'inconclusive',
      'unasked-check',
    ],
  ] as const)('%s', (_name, outside, inside, more, verdict, reason) => {
    expect(judge(given(outside, inside, more), releaseRule)).toMatchObject({ verdict, reason });
  });

  test('only the latest ten rounds count, so that unrelated hiccups do not add up', () => {
    const outside = 'bg'.repeat(2).padEnd(12, 's').replaceAll('s', 'b');
    const inside = 'bg'.repeat(2).padEnd(12, 'g');
    expect(judge(given(`${outside}b`, `${inside}b`), releaseRule)).toMatchObject({ verdict: 'continue' });
  });
});

test('a restored release needs three clean rounds', () => {
  expect(judge(given('gg', 'gg'), restoredRule).verdict).toBe('continue');
  expect(judge(given('ggg', 'ggg'), restoredRule).verdict).toBe('keep');
  expect(judge(given('bbggg', 'bbggg'), restoredRule).verdict).toBe('keep');
  expect(judge(given('bbbbb', 'bbbbb'), restoredRule).verdict).toBe('rollback');
});

describe('laws', () => {
  const rules = fc.constantFrom(releaseRule, restoredRule);

  test('the order of vantages and observations changes nothing', () => {
    fc.assert(
      fc.property(evidence, rules, (given, rule) => {
        const turned = given.rounds.map((round) => ({
          ...round,
          vantages: round.vantages
            .map((vantage) => ({ ...vantage, observations: vantage.observations.toReversed() }))
            .toReversed(),
        }));
        expect(judge({ ...given, rounds: turned }, rule)).toEqual(judge(given, rule));
      }),
    );
  });

  test('a further bad round never makes a keep, and never lifts a rollback', () => {
    const bad = given('b', 'b', { checks: ['home'] }).rounds[0] as Round;
    fc.assert(
      fc.property(evidence, rules, (before, rule) => {
        const after = judge({ ...before, brokenBefore: [], rounds: [...before.rounds, bad] }, rule).verdict;
        expect(after).not.toBe('keep');
        if (judge({ ...before, brokenBefore: [] }, rule).verdict === 'rollback')
          expect(after).toBe('rollback');
      }),
    );
  });

  test('without a vote nothing is kept and nothing is rolled back', () => {
    fc.assert(
      fc.property(evidence, rules, (given, rule) => {
        const rounds = given.rounds.map((round) => ({ ...round, void: 'old pods' }));
        expect(['inconclusive', 'continue']).toContain(judge({ ...given, rounds }, rule).verdict);
      }),
    );
  });

  test('only checks that were good before can roll back', () => {
    fc.assert(
      fc.property(evidence, rules, (given, rule) => {
        expect(judge({ ...given, brokenBefore: given.checks }, rule).verdict).not.toBe('rollback');
      }),
    );
  });

  test('the stored evidence gives the same verdict again, even cut to size', () => {
    fc.assert(
      fc.property(evidence, rules, fc.constantFrom(0, 60_000), (given, rule, limit) => {
        expect(judge(JSON.parse(evidenceJson(given, limit)), rule)).toEqual(judge(given, rule));
      }),
    );
  });
});
