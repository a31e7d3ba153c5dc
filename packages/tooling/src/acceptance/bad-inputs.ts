import type { Contract } from '@workaday/core';

/** A value that no flag, choice or duration accepts. */
export const badValue = 'neither-this-nor-that';

/**
 * Inputs that are wrong wherever an input can be: every required one is empty, every other that refuses the bad value
 * has it.
 */
export function badInputs(contract: Contract): { given: Record<string, string>; names: string[] } {
  const given: Record<string, string> = {};
  const names: string[] = [];
  for (const [name, spec] of Object.entries(contract.inputs)) {
    const refuses = !('value' in spec.parse(badValue));
    const empty = spec.required && spec.default === '';
    if (refuses) given[name] = badValue;
    else if (empty) given[name] = '';
    if (refuses || empty) names.push(name);
  }
  return { given, names };
}
