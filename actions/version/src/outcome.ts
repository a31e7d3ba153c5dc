import semver from 'semver';
import { type Bump, highestBump } from './bump.ts';
import { type Links, longestNotes, releaseNotes } from './notes.ts';
import type { LineOutcome, LinePlan } from './plan.ts';

/** What the action says about the whole app. */
export interface AppVersion {
  outcome: LineOutcome;
  bump: Bump;
  /** The service whose version is the highest: it stands for the app, so the app's version never decreases. */
  lead: LinePlan;
}

/** @param plans at least one */
export function appVersion(plans: readonly LinePlan[]): AppVersion {
  const lead = plans.reduce((best, plan) => (semver.gt(plan.version, best.version) ? plan : best));
  const has = (outcome: LineOutcome) => plans.some((plan) => plan.outcome === outcome);
  const outcome = (['superseded', 'released', 'already-released'] as const).find(has) ?? 'unreleased';
  return { outcome, bump: highestBump(plans.map((plan) => plan.bump)), lead };
}

export function outputsOf(plans: readonly LinePlan[], links: Links) {
  const { lead, bump } = appVersion(plans);
  const services = plans.map((plan) => [
    plan.service,
    {
      version: plan.version,
      tag: plan.tag,
      previousVersion: plan.previous?.version ?? '',
      bump: plan.bump,
      outcome: plan.outcome,
    },
  ]);
  return {
    version: lead.version,
    tag: lead.tag,
    'previous-version': lead.previous?.version ?? '',
    bump,
    notes: allNotes(plans, links),
    services: JSON.stringify(Object.fromEntries(services)),
  };
}

function allNotes(plans: readonly LinePlan[], links: Links): string {
  const [only] = plans;
  if (only && plans.length === 1) return releaseNotes(only, links);
  const share = Math.floor(longestNotes / plans.length) - 200;
  return plans
    .filter((plan) => plan.commits.some((commit) => commit.touches))
    .map((plan) => `## ${plan.service} ${plan.version}\n\n${releaseNotes(plan, links, share)}`)
    .join('\n');
}
