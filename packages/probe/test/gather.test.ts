import type { Clock } from '@workaday/core';
import { expect, test } from 'vitest';
import type { Asked } from '../src/answer.ts';
import { resolveChecks } from '../src/checks.ts';
import { type Gathering, gather, type Look } from '../src/gather.ts';
import { outsideVantage } from '../src/outside.ts';
import { judge, releaseRule } from '../src/verdict.ts';

function virtualClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

const page = (status: number): Asked => ({
  kind: 'answer',
  status,
  headers: {},
  body: '',
  truncated: false,
  timings: { ttfb: 4 },
});

function gathering(answer: (round: number) => Asked, more: Partial<Gathering> = {}): Gathering {
  let round = 0;
  return {
    release: 3,
    checks: resolveChecks([]),
    brokenBefore: [],
    vantages: [outsideVantage('https://shop.example.com', async () => answer(++round))],
    rule: releaseRule,
    clock: virtualClock(),
    deadline: 180_000,
    interval: 1000,
    look: async (): Promise<Look> => ({}),
    onRound: () => {},
    ...more,
  };
}

test('it ends with the round that decides, one second apart', async () => {
  const { evidence, judgement } = await gather(gathering(() => page(500)));
  expect(judgement).toMatchObject({ verdict: 'rollback', reason: 'bad-answers' });
  expect(evidence.rounds.map((round) => round.at)).toEqual([0, 1000, 2000]);
});

test('what is stored gives the verdict that was given live', async () => {
  const { evidence, judgement } = await gather(gathering((round) => page(round === 2 ? 500 : 200)));
  expect(judgement.verdict).toBe('keep');
  expect(judge(JSON.parse(JSON.stringify(evidence)), releaseRule)).toEqual(judgement);
});

test('rounds that cannot count do not decide, however good they look', async () => {
  const look = async () => ({ void: 'old pods still get traffic' });
  const { evidence, judgement } = await gather(gathering(() => page(200), { look, deadline: 5000 }));
  expect(judgement).toMatchObject({ verdict: 'inconclusive', reason: 'no-votes' });
  expect(evidence.rounds).toHaveLength(5);
});

test('a decisive fact decides before anything is asked', async () => {
  const { evidence, judgement } = await gather(
    gathering(() => page(200), { look: async () => ({ decisive: 'Pod/web-1 keeps crashing' }) }),
  );
  expect(judgement).toMatchObject({ verdict: 'rollback', message: 'Pod/web-1 keeps crashing' });
  expect(evidence.rounds).toEqual([]);
});

test('a deadline in the past is inconclusive', async () => {
  const { judgement } = await gather(gathering(() => page(200), { deadline: 0 }));
  expect(judgement).toMatchObject({ verdict: 'inconclusive', reason: 'no-votes' });
});
