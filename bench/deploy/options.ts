import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Fault, faultNames, faults } from './faults.ts';

/** What is measured this time. */
export interface Options {
  /** Good rollouts of each contestant. */
  rounds: number;
  faults: readonly Fault[];
  /** Patience for a bad rollout, in seconds. */
  cap: number;
  /** Whether a testbed is used that runs already and that the environment describes. */
  running: boolean;
  /** Folder for what every contestant said to a fault, with times; nothing is kept without one. */
  logs?: string;
  /** Whether all of it is measured, so that it stands for the figures. */
  complete: boolean;
}

const wholeCap = 120;

/** @throws all that is wrong at once */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      faults: { type: 'string' },
      cap: { type: 'string' },
      quick: { type: 'boolean', default: false },
      logs: { type: 'string' },
      running: { type: 'boolean', default: false },
    },
  });
  const { quick, running } = values;
  const asked = (values.faults ?? (quick ? 'crash,quota,image missing' : faultNames.join()))
    .split(',')
    .map((name) => name.trim());
  const rounds = Number(values.runs ?? (quick ? 2 : 7));
  const cap = Number(values.cap ?? (quick ? 20 : wholeCap));
  const unknown = asked.filter((name) => !faults.some((fault) => fault.name === name));
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  const problems = [
    ...(isCount(rounds) ? [] : [`--runs is ${values.runs}, expected a number from 1`]),
    ...(isCount(cap) ? [] : [`--cap is ${values.cap}, expected seconds from 1`]),
    ...unknown.map((name) => `--faults has ${JSON.stringify(name)}, expected of: ${faultNames.join(', ')}`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const chosen = faults.filter(({ name }) => asked.includes(name));
  const complete = chosen.length === faults.length && cap === wholeCap && rounds >= 5;
  const logs = values.logs === undefined ? {} : { logs: resolve(values.logs) };
  return { rounds, cap, running, faults: chosen, complete, ...logs };
}
