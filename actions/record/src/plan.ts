import { type Ending, needsPerson } from './ending.ts';
import { type Happening, issueBody, issueTitle } from './issue-text.ts';
import { planReleases, type ReleaseFacts, type ReleaseStep } from './release-plan.ts';

/** What GitHub holds already; `undefined` where there is nothing, `unknown` where it could not be read. */
export interface Facts {
  /** The Deployment of this very release, with the states it already has. */
  deployment: { id: number; states: readonly string[] } | 'unknown' | undefined;
  releases: readonly ReleaseFacts[];
  issue: { number: number; open: boolean; body: string } | 'unknown' | undefined;
}

export interface DeploymentPlan {
  create: boolean;
  state: 'success' | 'failure' | 'error';
  description: string;
}

export interface Plan {
  deployment: DeploymentPlan | undefined;
  releases: readonly ReleaseStep[];
  issue: { action: 'create' | 'update' | 'close'; title: string; body: string } | undefined;
}

/** GitHub cuts nothing: a longer description of a status is refused. */
const longestDescription = 140;

/** What is missing at GitHub for it to say how the deployment ended. */
export function planRecord(ending: Ending, happening: Happening, notes: string, facts: Facts): Plan {
  return {
    deployment: planDeployment(ending, happening, facts),
    releases: planReleases(ending, happening, notes, facts.releases),
    issue: planIssue(ending, happening, facts),
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
  const text = `${happening.version} ${ending.state}${restored}: ${ending.reason}`;
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
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
