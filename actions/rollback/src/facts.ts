import {
  type Clock,
  checkRight,
  defaultBranchFiles,
  Failure,
  type GitHubClient,
  type Log,
  loadConfig,
  namedEnvironment,
  type RightSources,
  type RunContext,
  reasonProblem,
} from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import { type Asker, type AskSetting, askSetting } from '@workaday/probe';
import type { Inputs } from './contract.ts';

export interface Ports {
  context: RunContext;
  github: GitHubClient;
  /** GitHub as a token that may read teams sees it. */
  teams: RightSources['teams'];
  clock: Clock;
  log: Log;
  outside: Asker['ports']['outside'];
  connect(): Promise<Cluster>;
}

/** What is rolled back, by whom, and how its result is asked. */
export interface Order {
  setting: AskSetting;
  by: string;
}

/** Reads the configuration of the default branch, and whether this person may; the cluster is not touched yet. */
export async function readOrder(inputs: Inputs, { context, github, teams }: Ports): Promise<Order> {
  const problem = reasonProblem('reason', inputs.reason);
  if (problem !== undefined) {
    throw new Failure({
      reason: 'bad-input',
      what: problem,
      next: 'Say it shorter; nothing was touched.',
    });
  }
  const config = await loadConfig(defaultBranchFiles(github), {
    path: inputs.config,
    repository: context.repository,
  });
  const setting = askSetting({ ...inputs, checks: '' }, config);
  const { rights } = namedEnvironment(config, inputs.environment);
  const by = context.triggeringActor;
  await checkRight(
    { github, teams },
    { login: by, right: 'rollback', rights, environment: inputs.environment },
  );
  return { setting, by };
}
