import {
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
import type { Cluster, LockPlace } from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';

export interface Ports {
  context: RunContext;
  github: GitHubClient;
  /** GitHub as a token that may read teams sees it. */
  teams: RightSources['teams'];
  log: Log;
  connect(): Promise<Cluster>;
}

export interface Order {
  place: LockPlace;
  /** Who pressed the button. */
  by: string;
}

const longest = 30 * 24 * 60 * 60 * 1000;
const shortest = 60_000;

/** What is locked, and whether this person may; all that is wrong with the inputs is said at once. */
export async function readOrder(inputs: Inputs, ports: Ports): Promise<Order> {
  checkInputs(inputs);
  const { context, github, teams } = ports;
  const config = await loadConfig(defaultBranchFiles(github), {
    path: inputs.config,
    repository: context.repository,
  });
  const environment = namedEnvironment(config, inputs.environment);
  const namespace = inputs.namespace || environment.namespace;
  const app = inputs.app || config.app;
  const by = context.triggeringActor;
  if (inputs.command !== 'list') {
    const { rights } = environment;
    await checkRight(
      { github, teams },
      { login: by, right: 'lock', rights, environment: inputs.environment },
    );
  }
  return { place: { namespace, app: app === 'all' ? undefined : app }, by };
}

function checkInputs({ command, reason, for: lasting }: Inputs): void {
  if (command !== 'lock') return;
  const problems = [
    reason.trim() === ''
      ? 'input reason is empty, expected why deploys stop, such as "stocktaking until noon"'
      : undefined,
    reasonProblem('reason', reason),
    lasting >= shortest && lasting <= longest
      ? undefined
      : 'input for is out of bounds, expected 1m to 30d, such as 4h',
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  throw new Failure({
    reason: 'bad-input',
    what: problems.join('; '),
    problems: problems.map((what) => ({ what })),
    next: 'Correct the inputs; nothing was touched.',
  });
}
