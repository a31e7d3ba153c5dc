import { expect, it } from 'vitest';
import { atLeast, atMost, exactly } from '../measure/goals.ts';
import { withSection } from '../measure/results-file.ts';
import { goalTable, table } from '../measure/table.ts';

it.each([
  [atMost('a', 4, 4), { value: 4, goal: '≤ 4', met: true }],
  [atMost('a', 4.004, 4), { value: 4, goal: '≤ 4', met: false }],
  [atLeast('a', 4.99, 5), { value: 4.99, goal: '≥ 5', met: false }],
  [atLeast('a', 12, 5), { value: 12, goal: '≥ 5', met: true }],
  [exactly('a', 1, 0), { value: 1, goal: '0', met: false }],
  [exactly('a', 0, 0), { value: 0, goal: '0', met: true }],
])('%j', (goal, expected) => expect(goal).toEqual({ name: 'a', ...expected }));

it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY])(
  'a goal that was measured as %d is not met',
  (value) => expect(atLeast('a', value, 1)).toEqual({ name: 'a', value: null, goal: '≥ 1', met: false }),
);

it('sets numbers to the right', () => {
  expect(
    table(
      ['tool', 'time', 'answer'],
      [
        ['a', '7 ms', '1.0.0'],
        ['bcdef', '1,200 ms', 'none'],
      ],
    ),
  ).toBe(
    [
      '| tool  |     time | answer |',
      '| ----- | -------: | ------ |',
      '| a     |     7 ms | 1.0.0  |',
      '| bcdef | 1,200 ms | none   |',
    ].join('\n'),
  );
});

it('shows what was not met and what could not be measured', () => {
  const shown = goalTable([atMost('bundle', 1_200_000, 1_000_000), exactly('calls', undefined, 0)]);
  expect(shown).toContain('| bundle | 1,200,000    | ≤ 1000000 | NO  |');
  expect(shown).toContain('| calls  | not measured | 0         | NO  |');
});

it("keeps the other benches' results", () => {
  const both = withSection(withSection('# Results\n', 'version', 'old'), 'deploy', 'fast');
  const newer = withSection(both, 'version', 'new');
  expect(newer).toContain('<!-- version -->\nnew\n<!-- /version -->');
  expect(newer).toContain('<!-- deploy -->\nfast\n<!-- /deploy -->');
  expect(newer).not.toContain('old');
});
