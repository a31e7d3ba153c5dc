import type { FoundDeployment } from '../facts-deployments.ts';
import type { FoundIssue } from '../facts-issue.ts';
import { type Happening, issueText, issueTitle } from '../issue-text.ts';
import { plainLine } from '../plain-line.ts';
import type { DeploymentPlan, Plan, Undoing } from '../plan.ts';
import { isMarked } from '../release-mark.ts';
import { planReleases, type ReleaseFacts } from '../release-plan.ts';
import { stands } from '../standing.ts';
import { backState, type GoingBack, wasBegun } from './going-back.ts';
import { backDescription, backIssue, nameOf } from './texts.ts';

/** The Deployment of a release that was left, and the GitHub Releases of its version. */
export interface LeftRelease extends FoundDeployment {
  releases: readonly ReleaseFacts[];
}

/** What GitHub holds of it, and of the releases that were left. */
export interface BackFacts {
  deployment: FoundDeployment | 'unknown' | undefined;
  left: readonly LeftRelease[];
  issue: FoundIssue | 'unknown' | undefined;
}

/** What is missing at GitHub for it to say who went back, from what to what, and why. */
export function planBack(back: GoingBack, facts: BackFacts): Plan {
  if (!wasBegun(back)) return { deployment: undefined, undone: [], releases: [], issue: undefined };
  return {
    deployment: planDeployment(back, facts.deployment),
    undone: planUndone(back, facts.left),
    releases: planMarks(back, facts.left),
    issue: planIssue(back, facts.issue),
  };
}

const statuses = { 'rolled-back': 'success', 'rollback-failed': 'failure', failed: 'error' } as const;

/** What ran before the first deploy has no commit that a Deployment could name. */
function planDeployment(back: GoingBack, found: BackFacts['deployment']): DeploymentPlan | undefined {
  const ended = backState(back);
  if (ended === 'refused' || ended === 'nothing-to-do' || found === 'unknown') return undefined;
  if (back.left.release === '' || back.back.commit === '') return undefined;
  const state = statuses[ended];
  // Run again, a rollback goes on: what counts is how it ended last.
  if (found?.states[0] === state) return undefined;
  return { create: found === undefined, state, description: backDescription(back) };
}

/** What was left is live no more, whether or not what was to come back is. */
function planUndone(back: GoingBack, left: BackFacts['left']): Undoing[] {
  if (isLeft(back) === undefined) return [];
  const ended = back.back.release === '' ? 'could not be restored' : 'serves again';
  const description = plainLine(
    `${back.by} rolled it back by hand, ${nameOf(back.back)} ${ended}: ${back.why}`,
  );
  return left.filter(({ states }) => stands(states)).map(({ id }) => ({ id, description }));
}

/** What was undone before keeps the mark that it got then; what was never proven was never published. */
function planMarks(back: GoingBack, left: BackFacts['left']): Plan['releases'] {
  const state = isLeft(back);
  if (state === undefined) return [];
  const releases = left
    .filter(({ states }) => states.includes('success'))
    .flatMap(({ states, releases }) =>
      releases.filter(({ found }) => stands(states) || !(found && isMarked(found))),
    );
  return planReleases({ state, step: undefined, reason: 'by-hand' }, happeningOf(back), '', releases);
}

function isLeft(back: GoingBack): 'rolled-back' | 'rollback-failed' | undefined {
  const state = backState(back);
  return state === 'rolled-back' || state === 'rollback-failed' ? state : undefined;
}

/** As the marks of automatic rollbacks need it. */
function happeningOf(back: GoingBack): Happening {
  const { app, environment, left, runUrl, at, by, why } = back;
  const about = {
    app,
    environment,
    version: left.version,
    tag: '',
    commit: left.commit,
    release: left.release,
  };
  return {
    ...about,
    restoredRelease: back.back.release,
    frozenUntil: back.frozenUntil,
    actor: by,
    runUrl,
    at,
    byHand: { by, why },
  };
}

function planIssue(back: GoingBack, issue: BackFacts['issue']): Plan['issue'] {
  if (issue === 'unknown') return undefined;
  const body = issueText(back, backIssue(back), issue?.body);
  return { action: issue === undefined ? 'create' : 'update', title: issueTitle(back), body };
}
