import { describe, expect, test } from 'vitest';
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
const again = run({ contestant: 'the old workflow again', outcome: 'deployed', good: 9, whole: 8 });
const never = { good: Number.POSITIVE_INFINITY };
const goals = (...runs: Run[]) => rollbackGoals([...runs, undo, again]);
const met = (...runs: Run[]) => goals(...runs).map((goal) => goal.met);

describe('the goals', () => {
  test('are met when a minute is enough', () => {
    expect(met(run(), run({ whole: 59 }))).toEqual([true, true, true, true, true]);
    expect(met(run(), run({ whole: 61 }))[1]).toBe(false);
  });
  test.each([
    ['says so', { outcome: 'failed: no right' }],
    ['leaves users with bad answers', never],
  ])('are not met by a rollback that %s', (_name, more) => {
    expect(goals(run(), run(), run(more))[0]).toMatchObject({ value: 1, met: false });
  });
  test('name the median of each contestant by itself', () => {
    expect(goals(run()).map(({ value }) => value)).toEqual([0, 15, 3, 2, 9]);
  });
  test('have no figure for another one that never led to good answers', () => {
    const last = rollbackGoals([run(), undo, { ...again, ...never }]).at(-1);
    expect(last).toMatchObject({ value: null, met: false });
  });
});

test('the report names every goal and every run', async () => {
  const runs = [run(), undo, again, { ...again, ...never }];
  const machine = await describeMachine();
  const wanted = rollbackGoals(runs);
  const text = reportText({ date: '2026-01-01', machine, docker: 'buildx v1', runs, goals: wanted });
  for (const { name } of wanted) expect(text).toContain(name);
  expect(text).toContain('buildx v1');
  expect(text).toMatch(/\| workaday +\| +3\.0 s/);
  expect(text).toMatch(/\| kubectl rollout undo +\| +2\.0 s/);
  expect(text).toMatch(/\| the old workflow again +\| +9\.0 s +\| +8\.0 s/);
  expect(text).toMatch(/\| the old workflow again +\| +never/);
});
