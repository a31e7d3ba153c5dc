import {
  type Clock,
  defaultBranchFiles,
  Failure,
  type GitHubClient,
  type Log,
  loadConfig,
  type RunContext,
  readPerson,
  requireRight,
} from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import { type Asker, type AskSetting, askSetting } from '@workaday/probe';
import type { Inputs } from './contract.ts';

export interface Ports {
  context: RunContext;
  github: GitHubClient;
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

const longestReason = 500;

/** Reads the configuration of the default branch, and whether this person may; the cluster is not touched yet. */
export async function readOrder(inputs: Inputs, { context, github }: Ports): Promise<Order> {
  if (inputs.reason.length > longestReason) {
    throw new Failure({
      reason: 'bad-input',
      what: `input reason has ${inputs.reason.length} characters, expected at most ${longestReason}`,
      next: 'Say it shorter; nothing was touched.',
    });
  }
  const config = await loadConfig(defaultBranchFiles(github), {
    path: inputs.config,
    repository: context.repository,
  });
  const setting = askSetting({ ...inputs, checks: '' }, config);
  const rights = config.environments[inputs.environment]?.rights;
  if (rights === undefined) throw unknownRights(inputs.environment, Object.keys(config.environments));
  const by = context.triggeringActor;
  requireRight(rights, 'rollback', await readPerson(github, by), inputs.environment);
  return { setting, by };
}

function unknownRights(environment: string, known: readonly string[]): Failure {
  return new Failure({
    reason: 'bad-input',
    what: `input environment is ${JSON.stringify(environment)}, expected one of ${known.join(', ')}`,
    why: 'The configuration on the default branch has no such environment, so its rights are not known.',
    next: 'Correct `environment`, or add it to `environments` of workaday.yml.',
  });
}
