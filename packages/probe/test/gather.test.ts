import type { Clock } from '@workaday/core';
import { expect, test } from 'vitest';
import type { Asked } from '../src/answer.ts';
import { type Gathering, gather, type Look } from '../src/gather.ts';
import { precheckRounds, precheckRule } from '../src/judge/precheck.ts';
import { releaseRule } from '../src/judge/rule.ts';
import { judge } from '../src/judge/verdict.ts';
import { resolveChecks } from '../src/resolve-checks.ts';
import { outside } from './vantage-ports.ts';

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
    vantages: [outside({ questions: 1 }, { ask: async () => answer(++round) })],
    rule: releaseRule,
    clock: virtualClock(),
    deadline: 400_000,
    interval: 5000,
    look: async (): Promise<Look> => ({}),
    control: async () => undefined,
    onRound: () => {},
    ...more,
  };
}

test('it ends with the round that decides, five seconds apart', async () => {
  const { evidence, judgement } = await gather(gathering(() => page(500)));
  expect(judgement).toMatchObject({ verdict: 'rollback', reason: 'bad-answers' });
  expect(evidence.rounds.map((round) => round.at)).toEqual(
    Array.from({ length: 37 }, (_, index) => index * 5000),
  );
});

test('what is stored gives the verdict that was given live', async () => {
  const { evidence, judgement } = await gather(gathering((round) => page(round === 2 ? 500 : 200)));
  expect(judgement.verdict).toBe('keep');
  expect(judge(JSON.parse(JSON.stringify(evidence)))).toEqual(judgement);
});

test('rounds that cannot count do not decide, however good they look', async () => {
  const look = async () => ({ void: 'old pods still get traffic' });
  const { evidence, judgement } = await gather(gathering(() => page(200), { look, deadline: 25_000 }));
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

test('failures while a dependency is away decide nothing, and the round says why', async () => {
  const control = async () => 'db: expected a connection, got refused';
  const { evidence, judgement } = await gather(gathering(() => page(500), { control, deadline: 60_000 }));
  expect(judgement.verdict).toBe('inconclusive');
  expect(evidence.rounds[0]?.control).toContain('db');
});

test('a precheck asks its six rounds, whatever they show, and waits for no seventh', async () => {
  const clock = virtualClock();
  const more = { rule: precheckRule, rounds: precheckRounds, clock };
  for (const status of [200, 500]) {
    const begun = clock.now();
    const { evidence } = await gather(gathering(() => page(status), more));
    expect(evidence.rounds).toHaveLength(6);
    expect(clock.now() - begun).toBe(25_000);
  }
});
