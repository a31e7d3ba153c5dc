import { type Exec, type PullRequest, readInputs, readRunContext } from '@workaday/core';
import { githubClient, nodeExec, nodeFiles } from '@workaday/core/node';
import { contract } from '../../src/contract.ts';
import { version } from '../../src/run.ts';
import { gitEnv, type Origin } from './origin.ts';

export interface Situation {
  /** A fresh, full checkout unless another is given. */
  workspace?: string;
  ref?: string;
  inputs?: Record<string, string>;
  pullRequest?: PullRequest;
  /** What started the run, as GitHub tells it. */
  event?: object;
  /** Added to the environment of Git. */
  env?: Record<string, string>;
  /** Where GitHub's API is said to be. */
  apiUrl?: string;
  /** Runs before each program. */
  before?: (args: readonly string[]) => void | Promise<void>;
  /** Runs after each program, before its answer is read. */
  after?: (args: readonly string[]) => void | Promise<void>;
  /** What is run in its place. */
  instead?: (args: readonly string[]) => readonly string[];
}

/** Runs the action as a step would; rejects with its Failure. */
export async function runVersion(origin: Origin, sha: string, situation: Situation = {}) {
  const { account, repository } = origin;
  const workspace = situation.workspace ?? origin.checkout();
  const inputs = { 'github-token': account.token, ...situation.inputs };
  const env = {
    ...gitEnv,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: sha,
    GITHUB_REF: situation.ref ?? 'refs/heads/main',
    GITHUB_WORKSPACE: workspace,
    GITHUB_RUN_ID: '1',
    GITHUB_API_URL: situation.apiUrl ?? account.apiUrl,
    GITHUB_SERVER_URL: account.serverUrl,
    ...situation.env,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  };
  const context = readRunContext(env);
  const exec: Exec = async (program, args, options) => {
    await situation.before?.(args);
    const result = await nodeExec(program, situation.instead?.(args) ?? args, options);
    await situation.after?.(args);
    return result;
  };
  const read = readInputs(contract.inputs, env);
  const lines: string[] = [];
  const log = {
    line: (text: string) => void lines.push(text),
    group: (_: string, work: () => Promise<never>) => work(),
  };
  const github = () => githubClient(read['github-token'], context);
  const files = nodeFiles(workspace);
  const { pullRequest } = situation;
  const event = situation.event && JSON.stringify(situation.event);
  const report = await version(read, { exec, files, log, env, context, pullRequest, event, github });
  return { ...report, services: JSON.parse(report.outputs.services ?? '{}'), lines, workspace };
}

/** Does this once, after the run has read everything and before it pushes. */
export function beforePush(work: () => unknown): Pick<Situation, 'before'> {
  let done = false;
  return {
    before: async (args) => {
      if (done || !args.includes('push')) return;
      done = true;
      await work();
    },
  };
}
