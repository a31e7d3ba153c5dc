import type { Answer } from '../answer.ts';
import type { DoctorArguments } from '../arguments.ts';
import { judge } from './checks/all.ts';
import { type Environment, readFacts } from './read-facts.ts';
import { countOf, doctorText } from './tell.ts';

/** Reads what there is to know, judges it, and tells. */
export async function runDoctor(args: DoctorArguments, env: Environment): Promise<Answer> {
  const findings = judge(await readFacts(args, env));
  const count = countOf(findings);
  return {
    text: doctorText(findings),
    json: { command: 'doctor', ok: count.problem === 0, count, findings },
    exitCode: count.problem > 0 ? 1 : 0,
  };
}
