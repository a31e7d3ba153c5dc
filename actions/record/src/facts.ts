import type { GitHubClient } from '@workaday/core';
import type { Attempts } from './attempts.ts';
import {
  type FoundDeployment,
  findDeployment,
  type Listed,
  listOurs,
  readUndone,
} from './facts-deployments.ts';
import { readIssue } from './facts-issue.ts';
import { readReleases } from './facts-releases.ts';
import type { DeploymentPayload } from './payload.ts';
import type { Facts } from './plan.ts';
import type { NamedRelease } from './release-lines.ts';

/** Which happening is looked for. */
export interface Subject {
  app: string;
  environment: string;
  commit: string;
  tag: string;
  githubReleases: readonly NamedRelease[];
  /** Number of the ledger's release; empty when none was made. */
  release: string;
  /** Number of the release that serves instead; empty when none was restored. */
  restoredRelease: string;
  runId: string;
}

/** Reads each part for itself: what cannot be read is unknown, and keeps the others from nothing. */
export async function readFacts(github: GitHubClient, subject: Subject, attempts: Attempts): Promise<Facts> {
  const [deployment, others, issue, releases] = await Promise.all([
    attempts.of(() => readDeployment(github, subject), unknown),
    attempts.of(() => readOthers(github, subject), nothing),
    attempts.of(() => readIssue(github, subject), unknown),
    readReleases(github, subject.githubReleases, subject.tag, attempts),
  ]);
  return { deployment, ...others, issue, releases };
}

const unknown = 'unknown' as const;
const nothing: Pick<Facts, 'undone' | 'goneBack'> = { undone: [], goneBack: undefined };

/** The Deployment of this very release in its environment. */
export function readDeployment(github: GitHubClient, subject: Subject): Promise<FoundDeployment | undefined> {
  const { environment, commit } = subject;
  const is = (payload: DeploymentPayload) => isOf(payload, subject);
  return findDeployment(github, { environment, task: 'deploy', commit, is });
}

function isOf({ workaday }: DeploymentPayload, { app, release, runId }: Subject): boolean {
  if (workaday.app !== app) return false;
  return release === '' ? workaday.run === runId : workaday.release === release;
}

/** What became of the releases before and after this one. */
async function readOthers(github: GitHubClient, subject: Subject): Promise<typeof nothing> {
  const [release, restored] = [Number(subject.release), Number(subject.restoredRelease)];
  if (!(release > 0)) return nothing;
  const listed = await listOurs(github, subject, restored > 0 ? restored : release);
  return {
    undone: restored > 0 ? await readUndone(github, listed, { above: restored, upTo: release - 1 }) : [],
    goneBack: goneBackFrom(listed, release),
  };
}

/** The newest rollback by hand that left this release, or a newer one. */
function goneBackFrom(listed: readonly Listed[], release: number): Facts['goneBack'] {
  const found = listed.find(
    ({ payload: { workaday } }) => workaday.restored !== undefined && Number(workaday.release) >= release,
  );
  if (found === undefined) return undefined;
  const { workaday, by = '', reason = '' } = found.payload;
  return { restored: workaday.restored ?? '', by, why: reason };
}
