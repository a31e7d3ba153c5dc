import { type Contract, summary } from '@workaday/core';
import { replaceBetween } from './markers.ts';

/** The outputs that every action has, besides its own. */
export const commonOutputs = {
  outcome: 'How it ended; see Outcomes.',
  reason: 'Why it ended so; see Reasons.',
} as const;

/** A contract's outputs, the common ones last. */
export function allOutputs(contract: Contract): Readonly<Record<string, string>> {
  return { ...contract.outputs, ...commonOutputs };
}

/** The tables of an action's README by the name of their markers. */
export function readmeTables(contract: Contract): Readonly<Record<string, string>> {
  const inputs = Object.entries(contract.inputs).map(([name, spec]) => [
    code(name),
    cell(spec.description),
    cell(spec.kind),
    spec.required ? 'required' : spec.default === '' ? '' : code(spec.default),
  ]);
  const pairs = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, description]) => [code(name), cell(description)]);
  const outcomes = Object.entries(contract.outcomes).map(([name, outcome]) => [
    code(name),
    cell(outcome.description),
    outcome.ok ? 'green' : 'red',
  ]);
  const own = Object.entries(contract.tables ?? {}).map(([name, { head, rows }]) => [
    name,
    summary.table(head, rows),
  ]);
  return {
    ...Object.fromEntries(own),
    inputs: summary.table(['Input', 'What it is', 'Kind', 'Default'], inputs),
    outputs: summary.table(['Output', 'What it is'], pairs(Object.entries(allOutputs(contract)))),
    outcomes: summary.table(['Outcome', 'What it means', 'Step'], outcomes),
    reasons: summary.table(['Reason', 'What it means'], pairs(Object.entries(contract.reasons))),
  };
}

/** A README with its tables brought up to date. */
export function updateReadme(readme: string, contract: Contract): string {
  return Object.entries(readmeTables(contract)).reduce(
    (text, [name, table]) => replaceBetween(text, name, table),
    readme,
  );
}

function cell(text: string): string {
  return text
    .trim()
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}
