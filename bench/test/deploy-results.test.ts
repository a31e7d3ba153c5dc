import { expect, it } from 'vitest';
import { atMostAtOnce } from '../deploy/at-most-at-once.ts';
import { faultResult, timesSooner } from '../deploy/fault-results.ts';
import type { FaultRun } from '../deploy/fault-run.ts';
import { saidTraffic } from '../deploy/good-rollouts.ts';
import { readOptions } from '../deploy/options.ts';

const run = (changed: Partial<FaultRun['shipped']> = {}, moments: FaultRun['moments'] = {}): FaultRun => ({
  ...{ fault: 'crash', contestant: 'workaday', moments },
  shipped: { startedAt: 1000, endedAt: 9000, exitCode: 1, lines: [], ...changed },
});

const ours = faultResult(
  run(
    {
      lines: [
        { at: 3500, text: 'container ended with exit code 7, 1 time' },
        { at: 4000, text: 'Deployment/shop: container ended with exit code 7 (crash)' },
      ],
      outcome: { outcome: 'rolled-back', reason: 'crash' },
    },
    { touched: 2000, fault: 3000, templateBack: 4200, serving: 6000 },
  ),
);

it('counts from the fault', () => {
  expect(ours).toEqual({
    ...{ fault: 'crash', definite: true, contestant: 'workaday', exitCode: 1, refused: false },
    ...{ seen: 2, verdict: 1, patched: 0.2, serving: 3, took: 8, outcome: 'rolled-back (crash)' },
    named: {
      ...{ ever: true, afterStart: 2.5, afterFault: 0.5 },
      line: 'container ended with exit code 7, 1 time',
    },
  });
});

it('takes the end for who never names the cause, which is a lower bound', () => {
  const other = faultResult(run({ endedAt: 13_000 }, { touched: 2000, fault: 3000, serving: 13_000 }));
  expect(other.named).toEqual({ ever: false, afterStart: 12, afterFault: 10 });
  expect(other).not.toHaveProperty('patched');
  expect(timesSooner(ours, other)).toBe(20);
  expect(timesSooner(other, ours)).toBe(0);
});

it('counts a refused release from its start, and the other from the cluster’s word', () => {
  const lines = [{ at: 1500, text: 'CrashLoopBackOff (crash)' }];
  const refused = faultResult(run({ lines, outcome: { outcome: 'refused', reason: 'crash' } }));
  expect(refused).toMatchObject({ refused: true, verdict: 0.5, named: { afterStart: 0.5, afterFault: 0.5 } });
  expect(refused).not.toHaveProperty('seen');
  const other = faultResult(run({ endedAt: 13_000 }, { touched: 2000, fault: 3000 }));
  expect(timesSooner(refused, other)).toBe(20);
});

it('gives nobody less than a tenth of a second', () => {
  const before = faultResult(
    run({ lines: [{ at: 2000, text: 'crash loop' }] }, { touched: 2500, fault: 3000 }),
  );
  expect(before.named.afterFault).toBe(-1);
  expect(timesSooner(before, before)).toBe(1);
  expect(timesSooner(ours, before)).toBe(0.2);
});

it.each([
  ['52 requests over 1 connection', { requests: 52, connections: 1 }],
  ['the API server: 7 requests over 2 connections, 1 repeated', { requests: 7, connections: 2 }],
  ['no word of it', undefined],
])('reads what a log says of its requests: %s', (line, expected) => {
  expect(saidTraffic(['before', line, 'after'])).toEqual(expected);
});

it('does at most so many things at once, and keeps their order', async () => {
  let now = 0;
  let most = 0;
  const results = await atMostAtOnce(2, [3, 1, 2], async (item) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    return item * 10;
  });
  expect({ results, most }).toEqual({ results: [30, 10, 20], most: 2 });
});

it('reads its options, and names all that is wrong with them', () => {
  expect(readOptions([])).toMatchObject({ cap: 120, running: false, complete: true });
  expect(readOptions(['--faults', 'PVC, crash']).faults.map(({ name }) => name)).toEqual(['crash', 'PVC']);
  expect(readOptions(['--faults', 'crash']).complete).toBe(false);
  expect(readOptions(['--quick']).complete).toBe(false);
  expect(() => readOptions(['--runs', '0', '--cap', 'x', '--faults', 'rain'])).toThrow(
    /--runs is 0.*\n--cap is x.*\n--faults has "rain"/,
  );
});
