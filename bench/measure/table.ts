import type { Goal } from './goals.ts';

/** A Markdown table whose columns stand in line, so that a terminal shows it as well; numbers are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const right = head.map((_, column) => column > 0 && rows.every((row) => isNumber(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width, right[column])).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    right[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function goalTable(goals: readonly Goal[]): string {
  return table(
    ['goal', 'measured', 'wanted', 'met'],
    goals.map(({ name, value, goal, met }) => [
      name,
      value === null ? 'not measured' : value.toLocaleString('en'),
      goal,
      met ? 'yes' : 'NO',
    ]),
  );
}

const pad = (text: string, width: number, right: boolean | undefined) =>
  right ? text.padStart(width) : text.padEnd(width);

const isNumber = (text: string) => /^(–|[\d.,]+( \D*)?)$/.test(text);
