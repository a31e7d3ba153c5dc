// npm run bench -- verdict [--good N] [--each N]: how often the judge is right, on a virtual clock, beside other rules.
import { parseArgs } from 'node:util';
import { elapsedProgress } from '../packages/testbed/src/progress.ts';
import { describeMachine, machineLine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { measure, type Row } from './verdict/measure.ts';
import { reportText } from './verdict/report.ts';
import { quantile } from './verdict/series.ts';
import { verdictGoals } from './verdict/verdict-goals.ts';

/** @param args what stands behind `verdict` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { good: { type: 'string', default: '200000' }, each: { type: 'string', default: '10000' } },
  });
  const sizes = { good: countOf('good', values.good), each: countOf('each', values.each) };
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const rows: Row[] = [];
  for (const row of measure(sizes)) {
    rows.push(row);
    const { kept, rolledBack, inconclusive } = row.series;
    progress(
      `${row.contestant}: ${row.scenario} × ${row.level}: ${kept} kept, ${rolledBack} rolled back, ${inconclusive} without verdict`,
    );
  }
  const goals = verdictGoals(rows);
  const text = reportText({
    date: new Date().toISOString().slice(0, 10),
    machine: machineLine(machine),
    rows,
    goals,
  });
  writeResults('verdict', text);
  console.log(`\n${text}\n`);
  console.log(JSON.stringify({ bench: 'verdict', machine, goals, rows: rows.map(figures) }));
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`--${name} is ${text}, expected a number from 1, such as 10000`);
}

/** Times of every single deployment would be too much for a line. */
function figures({ series: { rollbackTimes, keepTimes, ...counts }, ...row }: Row) {
  const times = (sorted: readonly number[]) => ({
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
  });
  return { ...row, ...counts, rollback: times(rollbackTimes), keep: times(keepTimes) };
}
