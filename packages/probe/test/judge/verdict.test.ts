import { describe, expect, test } from 'vitest';
import { fastRule, restoredRule } from '../../src/judge/rule.ts';
import { judge } from '../../src/judge/verdict.ts';
import { evidenceOf, given, rounds, seen } from '../rounds.ts';

const over = { ended: 'the time for it was over' };
const times = (count: number, letters: string) => letters.repeat(count);
const everywhere = [
  { check: 'home', vantage: 'outside' },
  { check: 'home', vantage: 'inside' },
];

describe('the rule for a new release', () => {
  test.each([
    ['nothing yet', '', '', {}, 'continue', 'more-rounds'],
    [
      'a burst of half a minute at both vantages',
      times(8, 'b'),
      times(8, 'b'),
      {},
      'continue',
      'more-rounds',
    ],
    ['down at both vantages for 40 seconds', times(9, 'b'), times(9, 'b'), {}, 'rollback', 'bad-answers'],
    ['any kind of failure counts', 'btbtbtbtb', 'tbtbtbtbt', {}, 'rollback', 'bad-answers'],
    [
      'down, but better in the latest round',
      `${times(9, 'b')}g`,
      `${times(9, 'b')}g`,
      {},
      'continue',
      'more-rounds',
    ],
    ['twelve clean rounds', times(12, 'g'), times(12, 'g'), {}, 'keep', 'clean'],
    ['eleven clean rounds', times(11, 'g'), times(11, 'g'), {}, 'continue', 'more-rounds'],
    [
      'a hiccup, then twelve clean rounds',
      `gbb${times(12, 'g')}`,
      `gbb${times(12, 'g')}`,
      {},
      'keep',
      'clean',
    ],
    ['a failure that begins after 45 seconds', times(9, 'g'), times(9, 'g'), {}, 'continue', 'more-rounds'],
    [
      'one vantage alone decides when the other abstains',
      times(12, '-'),
      times(12, 'g'),
      {},
      'keep',
      'clean',
    ],
    [
      'one vantage alone needs more to condemn',
      times(20, '-'),
      times(20, 'b'),
      {},
      'continue',
      'more-rounds',
    ],
    ['one vantage alone condemns in the end', times(37, '-'), times(37, 'b'), {}, 'rollback', 'bad-answers'],
    [
      'one vantage alone never condemns against the other',
      times(40, 'b'),
      times(40, 'g'),
      {},
      'continue',
      'more-rounds',
    ],
    ['lasting disagreement', times(49, 'b'), times(49, 'g'), {}, 'inconclusive', 'vantages-disagree'],
    ['disagreement at the deadline', 'bbb', 'ggg', over, 'inconclusive', 'vantages-disagree'],
    ['good so far at the deadline', 'ggg', 'ggg', over, 'inconclusive', 'undecided'],
    ['no vantage can ask, at the deadline', '---', '---', over, 'inconclusive', 'no-votes'],
    ['void answers only, at the deadline', 'vvv', 'vvv', over, 'inconclusive', 'no-votes'],
    ['no vote for very long', times(30, '-'), times(30, '-'), {}, 'inconclusive', 'no-votes'],
    ['the deadline before the first round', '', '', over, 'inconclusive', 'no-votes'],
    [
      'no checks at all, at the deadline',
      times(12, 'g'),
      times(12, 'g'),
      { checks: [], ...over },
      'inconclusive',
      'no-votes',
    ],
    [
      'a crash loop',
      times(12, 'g'),
      times(12, 'g'),
      { decisive: 'Pod/web-1 keeps crashing' },
      'rollback',
      'rollout-broken',
    ],
    [
      'broken before and still',
      times(12, 'b'),
      times(12, 'b'),
      { brokenBefore: everywhere },
      'inconclusive',
      'broken-before',
    ],
    [
      'broken before, good now',
      times(12, 'g'),
      times(12, 'g'),
      { brokenBefore: everywhere },
      'keep',
      'clean',
    ],
    [
      'broken before at one vantage, down at the other',
      times(20, 'b'),
      times(20, 'b'),
      { brokenBefore: everywhere.slice(0, 1) },
      'continue',
      'more-rounds',
    ],
    [
      'broken before at one vantage, down at the other for long',
      times(37, 'b'),
      times(37, 'b'),
      { brokenBefore: everywhere.slice(0, 1) },
      'rollback',
      'bad-answers',
    ],
    [
      'a check that nobody asked',
      times(12, 'g'),
      times(12, 'g'),
      { checks: ['home', 'api'] },
      'inconclusive',
      'unasked-check',
    ],
    ['voting for four minutes', times(25, 'bg'), times(25, 'gb'), {}, 'inconclusive', 'vantages-disagree'],
  ] as const)('%s', (_name, outside, inside, more, verdict, reason) => {
    expect(judge(given(outside, inside, more))).toMatchObject({ verdict, reason });
  });

  test('a failure that begins after 45 seconds is caught before the voting is over', () => {
    const all = `${times(9, 'g')}${times(40, 'b')}`;
    const found = [...all].findIndex(
      (_, index) => judge(given(all.slice(0, index), all.slice(0, index))).verdict === 'rollback',
    );
    expect(found).toBeGreaterThan(9);
    expect(found).toBeLessThan(48);
  });

  test('the more checks there are, the more it takes against one of them', () => {
    const checks = ['home', ...Array.from({ length: 20 }, (_, index) => `check ${index}`)];
    const all = rounds(times(9, 'b'), times(9, 'b'));
    expect(judge(evidenceOf(all, { checks })).verdict).toBe('continue');
  });

  test('it names the check and how often it failed where', () => {
    const { message } = judge(given(`g${times(22, 'b')}`, `g${times(22, 'b')}`));
    expect(message).toMatch(/^home failed in 22 of 23 rounds outside and 22 of 23 rounds inside/);
  });
});

describe('a dependency that is away', () => {
  const away = { control: 'db: expected a connection, got refused' };
  test('takes the weight from failures, however many', () => {
    const all = rounds(times(40, 'b'), times(40, 'b'), away);
    expect(judge(evidenceOf(all)).verdict).toBe('continue');
  });
  test('keeps no release either', () => {
    const all = [...rounds(times(11, 'g'), times(11, 'g')), ...rounds('b', 'b', away)];
    expect(judge(evidenceOf(all)).verdict).toBe('continue');
  });
  test('lets good answers count', () => {
    expect(judge(evidenceOf(rounds(times(12, 'g'), times(12, 'g'), away))).verdict).toBe('keep');
  });
  test('clears no failure from before', () => {
    const all = [...rounds(times(8, 'b'), times(8, 'b')), ...rounds('bbb', 'bbb', away), ...rounds('b', 'b')];
    expect(judge(evidenceOf(all)).verdict).toBe('rollback');
  });
});

test('a vantage that fell silent has no part in the verdict of the others, which then need more', () => {
  const outside = `${times(6, 'b')}${times(9, '-')}`;
  expect(judge(given(outside, times(15, 'b'))).verdict).toBe('continue');
  expect(judge(given(`bbb${times(37, '-')}`, times(40, 'b'))).verdict).toBe('rollback');
});

test('the fast rule decides sooner', () => {
  const rule = fastRule;
  expect(judge(given(times(6, 'b'), times(6, 'b'), { rule })).verdict).toBe('rollback');
});

describe('a release that was verified before and is back', () => {
  const rule = restoredRule;
  test('needs three clean rounds', () => {
    expect(judge(given('gg', 'gg', { rule })).verdict).toBe('continue');
    expect(judge(given('bbggg', 'bbggg', { rule })).verdict).toBe('keep');
  });
  test('is bad when it is down', () => {
    expect(judge(given(times(9, 'b'), times(9, 'b'), { rule })).verdict).toBe('rollback');
  });
  test('is not waited for without end', () => {
    expect(judge(given(times(13, 'bg'), times(13, 'bg'), { rule }))).toMatchObject({
      verdict: 'inconclusive',
    });
  });
});

test('one failed question of many makes a bad round', () => {
  const [round] = rounds('g', 'g');
  const one = { ...seen('home', 'assertion'), asked: 5, failed: 1 };
  const bad = { ...round, number: 1, at: 0, vantages: [{ vantage: 'outside', observations: [one] }] };
  expect(judge(evidenceOf([bad], over))).toMatchObject({ verdict: 'inconclusive', reason: 'undecided' });
});
