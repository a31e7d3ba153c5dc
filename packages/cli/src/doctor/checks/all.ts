import type { DoctorFacts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { environmentFindings } from './environment.ts';
import { formFindings } from './forms.ts';
import { imageFindings } from './image.ts';
import { manifestFindings } from './manifests.ts';
import { outsideFindings } from './outside.ts';
import { repositoryFindings } from './repository.ts';
import { rightsFindings } from './rights.ts';
import { shipFindings } from './ship.ts';
import { syntaxFindings } from './syntax.ts';

const checks: readonly ((facts: DoctorFacts) => Finding[])[] = [
  repositoryFindings,
  syntaxFindings,
  shipFindings,
  formFindings,
  rightsFindings,
  imageFindings,
  manifestFindings,
  environmentFindings,
  outsideFindings,
];

/** Everything that the facts say, in the order in which a person would look. */
export function judge(facts: DoctorFacts): Finding[] {
  return checks.flatMap((check) => check(facts));
}
