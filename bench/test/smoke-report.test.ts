import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { manifestText } from '../deploy/app.ts';
import { badKinds, shop } from '../smoke/app.ts';
import { reportText, smokeGoals } from '../smoke/report.ts';
import type { Run } from '../smoke/runs.ts';

const run = (parts: Partial<Run>): Run => ({
  contestant: 'workaday',
  kind: 'page answers 500',
  outcome: 'rolled-back',
  badTraffic: 75,
  whole: 140,
  failed: 1500,
  requests: 2800,
  ...parts,
});

describe('the goals', () => {
  test('are met when every bad release was undone in time', () => {
    expect(
      smokeGoals([run({}), run({ contestant: 'kubectl and curl', badTraffic: 400, outcome: 'failed' })]),
    ).toMatchObject([{ value: 0, met: true }, { value: 75, met: true }, { value: 75 }]);
  });
  test.each([
    ['one that stayed', { outcome: 'unproven' }],
    ['one that was undone too late', { badTraffic: 91 }],
  ])('are not met with %s', (_name, parts) => {
    expect(smokeGoals([run(parts)]).some(({ met }) => !met)).toBe(true);
  });
});

test('the report has a row for every run', () => {
  const runs = [run({}), run({ contestant: 'kubectl and curl' })];
  const machine = { cores: 2, cpu: 'x', memoryGiB: 8, kernel: 'k', node: '24', git: '2', loadBefore: 0 };
  const text = reportText({ date: '2026-01-01', machine, runs, goals: smokeGoals(runs) });
  expect(text).toMatch(/page answers 500 \| workaday +\| +75\.0 s \| +140\.0 s/);
});

test.each(badKinds)(
  'the app that has a bad release of the kind "%s" differs from the good one in its program alone',
  (kind) => {
    const images = { server: 'server', node: 'node' };
    const text = (of: typeof kind | 'good') =>
      parseAllDocuments(manifestText(shop(of, '1', images))).map((document) =>
        JSON.stringify(document.toJS()),
      );
    const [good, bad] = [text('good'), text(kind)];
    expect(bad.filter((object) => !good.includes(object))).toHaveLength(1);
    expect(good.filter((object) => object.includes('"NodePort"'))).toHaveLength(1);
  },
);
