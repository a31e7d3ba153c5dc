import type { DoctorFacts } from '../facts.ts';
import { type Finding, problem } from '../finding.ts';
import { syntaxProblem } from '../workflow.ts';

/** Workflows that GitHub would not read either. */
export function syntaxFindings({ workflows }: DoctorFacts): Finding[] {
  return [...workflows].flatMap(([path, text]) => {
    const why = syntaxProblem(text);
    if (why === undefined) return [];
    return [
      problem('workflow-syntax', {
        what: `${path} cannot be read: ${why}`,
        why: 'GitHub starts no run of it, and says so only on the page of its runs.',
        next: 'Correct the file.',
      }),
    ];
  });
}
