import { inputVariable, readInputs, readRunContext } from '@workaday/core';
import { githubClient, nodeFiles } from '@workaday/core/node';
import { contract } from '../../src/contract.ts';
import { record } from '../../src/run.ts';
import { name, type TestRepository } from './repository.ts';

export type Inputs = Record<string, string>;

/** The environment of a step that runs record. */
export function stepEnvironment(repository: TestRepository, inputs: Inputs): Record<string, string> {
  const all = { version: '1.5.0', 'github-token': repository.writer, ...inputs };
  const { addresses, dir } = repository.standIn;
  return {
    GITHUB_REPOSITORY: name,
    GITHUB_SHA: repository.commit,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_WORKSPACE: dir,
    GITHUB_RUN_ID: '42',
    GITHUB_ACTOR: 'ada',
    GITHUB_API_URL: addresses.apiUrl,
    GITHUB_SERVER_URL: addresses.serverUrl,
    ...Object.fromEntries(Object.entries(all).map(([input, value]) => [inputVariable(input), value])),
  };
}

/** Runs the action as a step would; rejects with its Failure. */
export async function runRecord(
  repository: TestRepository,
  inputs: Inputs,
  now = '2026-11-23T12:00:00Z',
  more: Record<string, string> = {},
) {
  const env = { ...stepEnvironment(repository, inputs), ...more };
  const read = readInputs(contract.inputs, env);
  const context = readRunContext(env);
  const lines: string[] = [];
  const report = await record(read, {
    context,
    files: nodeFiles(context.workspace),
    github: await githubClient(read['github-token'], context),
    clock: { now: () => Date.parse(now), wait: () => Promise.reject(new Error('nothing is waited for')) },
    log: { line: (text) => void lines.push(text), group: (_, work) => work() },
  });
  return { ...report, lines };
}
