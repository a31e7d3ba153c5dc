import { join } from 'node:path';
import type { Contract } from '@workaday/core';
import { allOutputs } from '../generated/tables.ts';
import { badInputs } from './bad-inputs.ts';
import { type ActionEnd, spawnAction } from './spawn-action.ts';

/** What a bundle does wrong when its inputs are: sentences, none when it answers as every action must. */
export async function acceptanceProblems(contract: Contract, dist: string): Promise<string[]> {
  const { given, names } = badInputs(contract);
  const run = () => spawnAction(join(dist, 'main.mjs'), contract, given);
  const [first, second] = await Promise.all([run(), run()]);
  return [...badInputProblems(contract, names, first), ...delimiterProblems(first, second)].map(
    (problem) => `${contract.name}, given bad inputs: ${problem}`,
  );
}

/** Compares how a run with bad inputs ended with how it must. */
export function badInputProblems(contract: Contract, names: readonly string[], end: ActionEnd): string[] {
  const outputs = new Map(end.outputs.map(({ name, value }) => [name, value]));
  const errors = end.log.split('\n').filter((line) => line.startsWith('::error'));
  const said = (text: string) => names.filter((name) => !text.includes(`input ${name} `));
  const unsaid = said(errors.join('\n'));
  const unset = Object.keys(allOutputs(contract)).filter((name) => !outputs.has(name));
  return [
    end.exitCode !== 1 && `the exit code is ${end.exitCode}, expected 1; it said: ${end.log.slice(-2000)}`,
    outputs.get('outcome') !== 'failed' && `outcome is ${outputs.get('outcome')}, expected failed`,
    outputs.get('reason') !== 'bad-input' && `reason is ${outputs.get('reason')}, expected bad-input`,
    unset.length > 0 && `these outputs are not set: ${unset.join(', ')}`,
    unsaid.length > 0 && `the annotation does not name ${unsaid.join(', ')}`,
    !end.summary.includes('bad-input') && 'the summary does not say bad-input',
    /^\s+at .+:\d+/m.test(end.log) && 'the log shows a stack trace',
  ].filter((problem) => problem !== false);
}

function delimiterProblems(first: ActionEnd, second: ActionEnd): string[] {
  const used = [...first.outputs, ...second.outputs].map(({ delimiter }) => delimiter);
  return new Set(used).size === used.length ? [] : ['a delimiter of the output file was used twice'];
}
