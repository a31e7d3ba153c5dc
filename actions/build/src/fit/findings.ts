import { type Finding, isWarning } from './finding.ts';
import type { RuleName } from './rules.ts';

/** Rules about how the image is started: a base image may have settled them, so the image has the last word. */
export const judgedByImage: ReadonlySet<RuleName> = new Set([
  'runs-as-root',
  'user-not-numeric',
  'privileged-port',
  'several-daemons',
  'shell-as-pid-1',
  'no-command',
  'stop-signal',
  'sudo',
]);

/** What Dockerfile and image say together, each thing once, warnings first; without an image, what the Dockerfile says. */
export function findings(
  ofDockerfile: readonly Finding[],
  ofImage: readonly Finding[] | undefined,
): Finding[] {
  const kept = ofImage ? ofDockerfile.filter(({ rule }) => !judgedByImage.has(rule)) : ofDockerfile;
  const told = new Map<string, Finding>();
  for (const finding of [...kept, ...(ofImage ?? [])]) {
    const key = `${finding.place.file} ${finding.rule} ${finding.what}`;
    if (!told.has(key)) told.set(key, finding);
  }
  const all = [...told.values()];
  return [...all.filter(isWarning), ...all.filter((finding) => !isWarning(finding))];
}
