import { releaseRule } from '@workaday/probe';
import { describe, expect, test } from 'vitest';
import { clopperPearson } from '../verdict/clopper-pearson.ts';
import type { Deployment } from '../verdict/deployment.ts';
import { measure, us } from '../verdict/measure.ts';
import { burstLaws, type Noise, noiseOf } from '../verdict/noise.ts';
import { judgeDeployment, type Pace } from '../verdict/our-rule.ts';
import { seeded } from '../verdict/random.ts';
import { reportText } from '../verdict/report.ts';
import { families, familyDecides } from '../verdict/rule-families.ts';
import { badScenarios, quiet } from '../verdict/scenarios.ts';
import { ours, run } from '../verdict/series.ts';
import { verdictGoals } from '../verdict/verdict-goals.ts';

const none: Noise = { paths: { outside: [], inside: [] }, shared: [], controlSees: true, lost: 0 };
const pace: Pace = {
  rule: releaseRule,
  vantages: ['outside', 'inside'],
  questions: 5,
  checks: 1,
  interval: 5,
  settle: 30,
};
const verdictOn = (deployment: Partial<Deployment>) =>
  judgeDeployment({ noise: none, ...deployment }, pace, seeded(1));

describe('the exact interval of Clopper and Pearson', () => {
  // From R: binom.test(k, n)$conf.int
  test.each([
    [0, 10, 0, 0.3084971],
    [10, 10, 0.6915029, 1],
    [1, 100, 0.000253146, 0.0544594],
    [5, 20, 0.0865715, 0.4910459],
    [3, 200_000, 0.0000030934, 0.0000438358],
  ])('of %i in %i', (hits, trials, low, high) => {
    const [from, to] = clopperPearson(hits, trials);
    expect(from).toBeCloseTo(low, 6);
    expect(to).toBeCloseTo(high, 6);
  });
});

describe('our judge on a virtual clock', () => {
  test.each([
    ['keeps a good release after twelve rounds', {}, { verdict: 'keep', after: 55, probes: 180 }],
    [
      'undoes one that is down',
      { fails: (_: string, at: number) => (at < 0 ? 0 : 1) },
      { verdict: 'rollback', after: 40 },
    ],
    ['undoes a crash at once', { decisiveAt: 12 }, { verdict: 'rollback', after: 0 }],
    ['never keeps what nobody answered', { isVoid: () => true }, { verdict: 'inconclusive' }],
    ['accuses nobody of what was broken before', { fails: () => 1 }, { verdict: 'inconclusive' }],
    [
      'counts what is missing while the runner stands still for nothing',
      { pause: { at: 50, lasting: 60 } },
      { verdict: 'keep', after: 115 },
    ],
  ])('%s', (_name, deployment, expected) => expect(verdictOn(deployment)).toMatchObject(expected));
});

test('an app with five checks that is down is undone as soon, with five times as many questions', () => {
  const deployment = { noise: none, fails: (_: string, at: number) => (at < 0 ? 0 : 1) };
  const one = judgeDeployment(deployment, pace, seeded(1));
  const five = judgeDeployment(deployment, { ...pace, checks: 5 }, seeded(1));
  expect(five).toEqual({ ...one, probes: one.probes * 5 });
});

test.each([
  ['one probe', 'rollback', 0],
  ['three tries, 3 s apart', 'rollback', 6],
  ['zero failures in ten, 5 s apart', 'rollback', 0],
  ['cumulative five, 10 s apart', 'rollback', 40],
  ['three in a row, 5 s apart', 'rollback', 10],
  ['ten tries, any pass, 5 s apart', 'rollback', 45],
] as const)('the family %s undoes what is down', (name, verdict, after) => {
  const family = families.find((one) => one.name === name);
  if (family === undefined) throw new Error(`no family ${name}`);
  expect(familyDecides(family, { noise: none, fails: () => 1 }, 30, seeded(1))).toMatchObject({
    verdict,
    after,
  });
  expect(familyDecides(family, { noise: none }, 30, seeded(1)).verdict).toBe('keep');
});

test('noise comes as often as its level says', () => {
  const bursts = (level: number) => {
    let sum = 0;
    for (let seed = 0; seed < 4000; seed++)
      sum += noiseOf(seeded(seed), level, burstLaws.lossy).paths.outside.length;
    return sum;
  };
  const [once, tenTimes] = [bursts(1), bursts(10)];
  expect(once).toBeGreaterThan(0);
  expect(tenTimes / once).toBeGreaterThan(5);
});

test('the same seed gives the same figures', () => {
  const [down] = badScenarios;
  const traces = { scenario: down ?? quiet, count: 50, level: 10, law: burstLaws.tuned, seed: 7 };
  expect(run(traces, ours(pace))).toEqual(run(traces, ours(pace)));
});

test('the report names every goal, met or not', () => {
  const rows = [...measure({ good: 20, each: 5 })];
  const goals = verdictGoals(rows);
  expect(goals.filter(({ value }) => value === null)).toEqual([]);
  const text = reportText({ date: '2026-01-01', machine: 'a machine', rows, goals });
  for (const { name } of goals) expect(text).toContain(name);
  expect(text).toContain(us);
});
