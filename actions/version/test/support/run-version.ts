import { type Exec, readInputs, readRunContext } from '@workaday/core';
import { githubClient, nodeExec, nodeFiles } from '@workaday/core/node';
import { contract } from '../../src/contract.ts';
import { version } from '../../src/run.ts';
import { gitEnv } from './origin.ts';

export interface Situation {
  workspace: string;
  sha: string;
  ref?: string;
  apiUrl?: string;
  serverUrl?: string;
  inputs?: Record<string, string>;
  /** Runs before each program. */
  before?: (args: readonly string[]) => void;
}

/** Runs the action on a checkout as a step would; rejects with its Failure. */
export async function runVersion(situation: Situation) {
  const inputs = { 'github-token': 't0ken', ...situation.inputs };
  const env = {
    ...gitEnv,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: situation.sha,
    GITHUB_REF: situation.ref ?? 'refs/heads/main',
    GITHUB_WORKSPACE: situation.workspace,
    GITHUB_RUN_ID: '1',
    GITHUB_API_URL: situation.apiUrl ?? 'http://127.0.0.1:9',
    ...(situation.serverUrl && { GITHUB_SERVER_URL: situation.serverUrl }),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  };
  const context = readRunContext(env);
  const exec: Exec = (program, args, options) => {
    situation.before?.(args);
    return nodeExec(program, args, options);
  };
  const read = readInputs(contract.inputs, env);
  const lines: string[] = [];
  const log = {
    line: (text: string) => void lines.push(text),
    group: (_: string, work: () => Promise<never>) => work(),
  };
  const github = () => githubClient(read['github-token'], context);
  const report = await version(read, {
    exec,
    files: nodeFiles(situation.workspace),
    log,
    env,
    context,
    github,
  });
  return { ...report, services: JSON.parse(report.outputs.services ?? '{}'), lines };
}
