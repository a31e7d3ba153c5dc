import type { GitHubClient } from '@workaday/core';
import { type Writing, writeDeployment } from './apply.ts';
import type { Attempts } from './attempts.ts';
import type { Ending } from './ending.ts';
import { readDeployment, type Subject } from './facts.ts';
import type { Happening } from './issue-text.ts';
import { type DeploymentPlan, planDeployment } from './plan.ts';

/** How a release ended in the environment that it passes first. */
export interface Staged {
  ending: Ending;
  happening: Happening;
}

/** The GitHub Deployment of that environment: planned, and not written yet. */
export interface StagingDeployment extends Staged {
  plan: DeploymentPlan | undefined;
  write(): Promise<void>;
}

export async function readStaging(
  github: GitHubClient,
  staged: Staged,
  subject: Subject,
  writing: Writing,
  attempts: Attempts,
): Promise<StagingDeployment> {
  const deployment = await attempts.of(() => readDeployment(github, subject), 'unknown' as const);
  const plan = planDeployment(staged.ending, staged.happening, { deployment });
  return {
    ...staged,
    plan,
    write: async () => {
      await attempts.of(
        () => writeDeployment(github, { deployment: plan }, { deployment }, writing),
        undefined,
      );
    },
  };
}
