import { type Annotation, Failure, markdownText, type Place, summary } from '@workaday/core';
import { type Finding, isWarning, sentence } from './finding.ts';
import { rules } from './rules.ts';

/** One annotation for each finding, at its line of the Dockerfile. */
export function fitAnnotations(findings: readonly Finding[]): Annotation[] {
  return findings.map((finding) => ({
    level: rules[finding.rule].level,
    title: `Build: ${finding.rule}`,
    message: `${sentence(finding)}\n${finding.why}\n${finding.next}`,
    place: finding.place,
  }));
}

/** A section of the job summary: warnings open, notices folded; empty when there is nothing to say. */
export function fitSummary(findings: readonly Finding[]): string {
  const warnings = findings.filter(isWarning);
  const notices = findings.filter((finding) => !isWarning(finding));
  if (findings.length === 0) return '';
  const count = notices.length === 1 ? '1 notice' : `${notices.length} notices`;
  return summary.document([
    warnings.length > 0 && summary.heading(4, '⚠️ What will hurt in Kubernetes'),
    warnings.length > 0 && summary.list(warnings.map(item)),
    notices.length > 0 &&
      summary.details(`Does it fit Kubernetes? ${count}`, summary.list(notices.map(item))),
  ]);
}

function item(finding: Finding): string {
  const { rule, why, next, place } = finding;
  const where = markdownText(placeText(place));
  return `**${markdownText(sentence(finding))}** (${where}, \`${rule}\`)<br>${markdownText(why)}<br>${markdownText(next)}`;
}

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

function placeText({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}
