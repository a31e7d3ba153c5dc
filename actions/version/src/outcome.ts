import semver from 'semver';
import { type Bump, highestBump } from './changes/bump.ts';
import type { LineOutcome, LinePlan } from './line/line-plan.ts';
import type { Links } from './telling/links.ts';
import { hasNews, longestNotes, releaseNotes } from './telling/notes.ts';

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

/** @param published notes by tag, as GitHub has them already: a run that is repeated answers what was told then */
export function outputsOf(
  plans: readonly LinePlan[],
  links: Links,
  published: ReadonlyMap<string, string> = new Map(),
) {
  const { lead, bump } = appVersion(plans);
  return {
    version: lead.version,
    tag: lead.tag,
    'previous-version': lead.previous?.version ?? '',
    bump,
    notes: appNotes(plans, links, longestNotes, published),
    services: JSON.stringify(Object.fromEntries(plans.map((plan) => [plan.service, serviceOutput(plan)]))),
  };
}

function serviceOutput(plan: LinePlan) {
  const { version, tag, previous, bump, outcome, changes } = plan;
  // Merges have no fate per service: what they bring does.
  const changed = changes.some(({ fate }) => fate !== 'elsewhere' && fate !== 'merge');
  return { version, tag, previousVersion: previous?.version ?? '', bump, outcome, changed };
}

/** Notes of all services: a short one takes what it needs, long ones share what is left. */
export function appNotes(
  plans: readonly LinePlan[],
  links: Links,
  limit = longestNotes,
  published: ReadonlyMap<string, string> = new Map(),
): string {
  const notesOf = (plan: LinePlan, room: number) => {
    const known = published.get(plan.tag);
    return known !== undefined && known.length <= room ? known : releaseNotes(plan, links, room);
  };
  const [only] = plans;
  if (only && plans.length === 1) return notesOf(only, limit);
  const chapterOf = (plan: LinePlan, room: number) => {
    const heading = `## ${plan.service} ${plan.version}\n\n`;
    return heading.length + 1 > room ? '' : `${heading}${notesOf(plan, room - heading.length - 1)}\n`;
  };
  const chapters = plans
    .filter((plan) => plan.tag !== '' || hasNews(plan))
    .map((plan) => ({ plan, text: chapterOf(plan, limit) }));
  let room = limit;
  let waiting = chapters.length;
  for (const each of chapters.toSorted((a, b) => a.text.length - b.text.length)) {
    const share = Math.floor(room / waiting);
    if (each.text.length > share) each.text = chapterOf(each.plan, share);
    room -= each.text.length;
    waiting -= 1;
  }
  return chapters.map(({ text }) => text).join('');
}
