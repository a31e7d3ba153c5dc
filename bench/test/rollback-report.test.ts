import { expect, test } from 'vitest';
import { describeMachine } from '../measure/machine.ts';
import { reportText, rollbackGoals } from '../rollback/report.ts';
import type { Run } from '../rollback/runs.ts';

const run = (more: Partial<Run> = {}): Run => ({
  contestant: 'workaday',
  outcome: 'rolled-back',
  good: 3,
  whole: 15,
  failed: 40,
  ...more,
});
const undo = run({ contestant: 'kubectl rollout undo', outcome: 'undone', good: 2, whole: 4 });
const met = (...runs: Run[]) => rollbackGoals([...runs, undo]).map((goal) => goal.met);

test('a minute is enough, and one that did not end well is none', () => {
  expect(met(run(), run({ whole: 59 }))).toEqual([true, true, true, true]);
  expect(met(run(), run({ whole: 61 }))[1]).toBe(false);
  expect(met(run(), run({ outcome: 'failed: no right' }))[0]).toBe(false);
  expect(met(run({ good: Number.NaN }))[2]).toBe(false);
});

test('the report names every goal and every run', async () => {
  const runs = [run(), undo];
  const goals = rollbackGoals(runs);
  const text = reportText({ date: '2026-01-01', machine: await describeMachine(), runs, goals });
  for (const { name } of goals) expect(text).toContain(name);
  expect(text).toMatch(/\| workaday +\| +3\.0 s/);
  expect(text).toContain('kubectl rollout undo');
});
