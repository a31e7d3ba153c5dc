import { describe, expect, it } from 'vitest';
import { findActions } from '../../src/repository.ts';
import { lockRows, rollbackRows } from './by-hand.ts';
import { deployRows } from './deploy.ts';
import { anyReason, recordRows } from './record.ts';
import { missingParts, type Row } from './row.ts';
import { smokeRows } from './smoke-test.ts';
import { buildRows, versionRows } from './version-build.ts';

const rows: readonly Row[] = [
  ...[versionRows, buildRows, deployRows, smokeRows, recordRows, rollbackRows, lockRows].flat(),
];
const told = /^\*\*What (makes it move|to do):\*\*/;

describe('every merge is accounted for', () => {
  it.each(rows)('$action, $outcome: $case', (row) => expect(missingParts(row), row.summary).toEqual([]));

  it('in every action, and in each of its outcomes', async () => {
    const actions = await findActions();
    const expected = actions.flatMap(({ contract }) =>
      Object.keys(contract.outcomes).map((outcome) => `${contract.name} ${outcome}`),
    );
    const had = new Set(rows.map(({ action, outcome }) => `${action} ${outcome}`));
    expect([...had].toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  it('whatever reason a later version gives', () => {
    const states = [
      'verified',
      'unchanged',
      'unproven',
      'superseded',
      'stopped',
      'refused',
      'failed',
    ] as const;
    for (const state of [...states, 'rolled-back', 'rollback-failed'] as const)
      expect(
        Object.values(anyReason(state)).every((text) => text.length > 20),
        state,
      ).toBe(true);
  });
});

describe('the account itself is looked at:', () => {
  it.each(rows)('without its line, $action, $case would be found', (row) => {
    const lines = row.summary.split('\n');
    const others = lines.filter((line) => !told.test(line));
    expect(others.length).toBeLessThan(lines.length);
    expect(missingParts({ ...row, summary: others.join('\n') })).toContain('moves');
  });

  it('no ending is told by the summary of another one of its action', () => {
    for (const row of rows) {
      const others = rows.filter(({ action, summary }) => action === row.action && summary !== row.summary);
      for (const { summary, ...other } of others)
        expect(missingParts({ ...row, summary }), `${row.action}: ${row.case} by ${other.case}`).not.toEqual(
          [],
        );
    }
  });
});
