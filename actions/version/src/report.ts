import { type Annotation, type Report, type RunContext, withoutReleaseMark } from '@workaday/core';
import type { contract } from './contract.ts';
import type { LinePlan } from './line/line-plan.ts';
import { appVersion, outputsOf } from './outcome.ts';
import type { Preview } from './preview.ts';
import type { FoundReleases } from './releases.ts';
import { messageOf } from './telling/cause.ts';
import { versionSummary } from './telling/summary.ts';

/** What a run came to. */
export interface Ending {
  plans: readonly LinePlan[];
  dryRun: boolean;
  found: FoundReleases;
  /** The environment that a release passes first; empty when there is none. */
  staging: string;
  preview: Preview | undefined;
  /** What a person should know beside the plans' own problems. */
  problems: readonly string[];
}

const reasons = {
  released: 'ok',
  'already-released': 'already-tagged',
  unreleased: 'nothing-to-release',
  superseded: 'newer-version',
} as const;

export function reportOf(ending: Ending, context: RunContext): Report<typeof contract> {
  const { plans, dryRun, found, preview } = ending;
  const { outcome } = appVersion(plans);
  const byTag = outcome === 'already-released' && context.ref.startsWith('refs/tags/');
  const problems = [...ending.problems, ...found.problems];
  const all = [...plans.flatMap((plan) => plan.problems), ...problems];
  return {
    outcome,
    reason: dryRun ? 'dry-run' : byTag ? 'tag-event' : reasons[outcome],
    message: plans
      .map((plan) => (plans.length === 1 ? '' : `${plan.service}: `) + messageOf(plan))
      .join('; '),
    outputs: {
      ...outputsOf(plans, context, notesAt(found)),
      staging: ending.staging,
      'github-releases': [...found.releases].map(([tag, release]) => `${tag}=${release.id}`).join('\n'),
    },
    summary: versionSummary(plans, context, { dryRun, preview, problems }),
    annotations: [...new Set(all)].map(
      (message): Annotation => ({ level: 'warning', title: 'Version', message }),
    ),
  };
}

/** What GitHub's releases tell, by tag. A release that a person emptied tells nothing. */
function notesAt({ releases }: FoundReleases): ReadonlyMap<string, string> {
  const texts = [...releases].map(([tag, { body }]) => [tag, withoutReleaseMark(body)] as const);
  return new Map(texts.filter(([, text]) => text.trim() !== ''));
}
