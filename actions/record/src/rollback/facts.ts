import type { GitHubClient } from '@workaday/core';
import type { Attempts } from '../attempts.ts';
import { findDeployment, listOurs, readUndone, type UndoneDeployment } from '../facts-deployments.ts';
import { readIssue } from '../facts-issue.ts';
import { readReleases } from '../facts-releases.ts';
import type { DeploymentPayload } from '../payload.ts';
import type { GoingBack } from './going-back.ts';
import type { BackFacts, LeftRelease } from './plan.ts';

/** Reads each part for itself, as the record of a deploy does. */
export async function readBackFacts(
  github: GitHubClient,
  back: GoingBack,
  attempts: Attempts,
): Promise<BackFacts> {
  const [deployment, left, issue] = await Promise.all([
    attempts.of(() => readOwn(github, back), 'unknown' as const),
    attempts.of(() => readLeft(github, back), []),
    attempts.of(() => readIssue(github, back), 'unknown' as const),
  ]);
  return { deployment, left: await withReleases(github, left, attempts), issue };
}

/** The Deployment of this very rollback; run again, the run may have gone back one further. */
async function readOwn(github: GitHubClient, { app, environment, back, left, runId }: GoingBack) {
  if (back.commit === '') return undefined;
  const is = ({ workaday }: DeploymentPayload) =>
    workaday.app === app && workaday.run === runId && workaday.release === left.release;
  return findDeployment(github, { environment, task: 'rollback', commit: back.commit, is });
}

/** All that was deployed after what serves again; without that, what was left alone. */
async function readLeft(github: GitHubClient, back: GoingBack): Promise<UndoneDeployment[]> {
  const left = Number(back.left.release);
  if (!(left > 0)) return [];
  const above = back.back.release === '' ? left - 1 : Number(back.back.release);
  return readUndone(github, await listOurs(github, back, above), { above, upTo: left });
}

/** The Deployments remember the GitHub Releases of their versions. */
function withReleases(
  github: GitHubClient,
  left: readonly UndoneDeployment[],
  attempts: Attempts,
): Promise<LeftRelease[]> {
  return Promise.all(
    left.map(async ({ id, states, payload: { tag = '', githubReleases = [] } }) => ({
      id,
      states,
      releases: await readReleases(github, githubReleases, tag, attempts),
    })),
  );
}
