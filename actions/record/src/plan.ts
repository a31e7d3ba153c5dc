import { type Ending, needsPerson } from './ending.ts';
import type { FoundDeployment, UndoneDeployment } from './facts-deployments.ts';
import type { FoundIssue } from './facts-issue.ts';
import { type Happening, issueBody, issueTitle } from './issue-text.ts';
import { plainLine } from './plain-line.ts';
import { isMarked } from './release-mark.ts';
import { planReleases, type ReleaseFacts, type ReleaseStep } from './release-plan.ts';
import { stands } from './standing.ts';

/** What GitHub holds already; `undefined` where there is nothing, `unknown` where it could not be read. */
export interface Facts {
  /** The Deployment of this very release, with the states it already has. */
  deployment: FoundDeployment | 'unknown' | undefined;
  /** Those of other releases, which serve no more because an older one was restored. */
  undone: readonly UndoneDeployment[];
  /** A rollback by hand that left this release, or a newer one; `restored` is empty when it failed. */
  goneBack: { restored: string; by: string; why: string } | undefined;
  releases: readonly ReleaseFacts[];
  issue: FoundIssue | 'unknown' | undefined;
}

export interface DeploymentPlan {
  create: boolean;
  state: 'success' | 'failure' | 'error';
  description: string;
}

/** A Deployment that still says its release serves. */
export interface Undoing {
  id: number;
  description: string;
}

export interface Plan {
  deployment: DeploymentPlan | undefined;
  undone: readonly Undoing[];
  releases: readonly ReleaseStep[];
  issue: { action: 'create' | 'update' | 'close'; title: string; body: string } | undefined;
}

/** What is missing at GitHub for it to say how the deployment ended. */
export function planRecord(ended: Ending, happened: Happening, notes: string, facts: Facts): Plan {
  const { ending, happening, since } = asItIsNow(ended, happened, facts);
  // Whoever went back has marked it already, and the issue is about that.
  const releases = since ? facts.releases.filter(({ found }) => !(found && isMarked(found))) : facts.releases;
  return {
    deployment: planDeployment(ending, happening, facts),
    undone: planUndone(ending, happening, facts.undone),
    releases: planReleases(ending, happening, notes, releases),
    issue: facts.goneBack ? undefined : planIssue(ending, happening, facts),
  };
}

/** A person may have gone back from a release before its own record was written, or was written again. */
function asItIsNow(ending: Ending, happening: Happening, { goneBack }: Facts) {
  const serves = ending.state === 'verified' || ending.state === 'unchanged' || ending.state === 'unproven';
  const restored = Number(goneBack?.restored);
  if (goneBack === undefined || !serves || !(restored > 0 && restored < Number(happening.release)))
    return { ending, happening, since: false };
  const { by, why } = goneBack;
  return {
    ending: { state: 'rolled-back' as const, step: ending.step, reason: 'by-hand' },
    happening: { ...happening, restoredRelease: goneBack.restored, byHand: { by, why } },
    since: true,
  };
}

/** A release that never came to its environment is no deployment of it. */
export function planDeployment(
  ending: Ending,
  happening: Happening,
  facts: Pick<Facts, 'deployment'>,
): DeploymentPlan | undefined {
  const absent = ending.state === 'superseded' || ending.state === 'stopped';
  if (absent || facts.deployment === 'unknown') return undefined;
  const good = ending.state === 'verified' || ending.state === 'unchanged';
  const state =
    good || ending.state === 'unproven' ? 'success' : ending.state === 'refused' ? 'error' : 'failure';
  if (facts.deployment?.states.includes(state)) return undefined;
  return { create: facts.deployment === undefined, state, description: statusDescription(ending, happening) };
}

export function statusDescription(ending: Ending, happening: Happening): string {
  const restored = happening.restoredRelease === '' ? '' : `, release ${happening.restoredRelease} restored`;
  return plainLine(`${happening.version} ${ending.state}${restored}: ${ending.reason}`);
}

/** An older release than the one before may have come back: what lies between serves no more either. */
function planUndone(ending: Ending, happening: Happening, undone: Facts['undone']): Undoing[] {
  if (ending.state !== 'rolled-back') return [];
  const { restoredRelease, version } = happening;
  const description = plainLine(`undone with ${version}: release ${restoredRelease} serves again`);
  return undone.filter(({ states }) => stands(states)).map(({ id }) => ({ id, description }));
}

function planIssue(ending: Ending, happening: Happening, facts: Facts): Plan['issue'] {
  if (facts.issue === 'unknown') return undefined;
  const body = issueBody(ending, happening, facts.issue?.body);
  const title = issueTitle(happening);
  if (needsPerson(ending.state))
    return { action: facts.issue === undefined ? 'create' : 'update', title, body };
  const settled = ending.state === 'verified' || ending.state === 'unchanged';
  return settled && facts.issue?.open ? { action: 'close', title, body } : undefined;
}
