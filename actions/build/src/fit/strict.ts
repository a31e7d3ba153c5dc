import { Failure } from '@workaday/core';
import { type Finding, isWarning, sentence } from './finding.ts';

/** The failure of a strict build; undefined when there are no warnings. Notices never fail. */
export function strictFailure(findings: readonly Finding[], service: string): Failure | undefined {
  const warnings = findings.filter(isWarning);
  if (warnings.length === 0) return undefined;
  const count = warnings.length === 1 ? 'one thing' : `${warnings.length} things`;
  return new Failure({
    reason: 'does-not-fit',
    what: `${service} does not fit Kubernetes: ${count} will hurt: ${warnings.map(({ what }) => what).join('; ')}`,
    why: 'The check is strict: what is only a warning otherwise fails the build.',
    next: 'Correct what is listed.',
    place: warnings[0]?.place,
    problems: warnings.map((finding) => ({
      what: `${finding.rule}: ${sentence(finding)} ${finding.why}`,
      next: finding.next,
      place: finding.place,
    })),
  });
}
