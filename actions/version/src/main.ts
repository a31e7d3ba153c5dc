import { pullRequestOf, readRunContext, runAction } from '@workaday/core';
import { githubClient, nodeExec, nodeFiles, nodeRunner } from '@workaday/core/node';
import { contract } from './contract.ts';
import { version } from './run.ts';

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const event = context.eventPath === '' ? undefined : await nodeFiles('/').readText(context.eventPath);
  return version(inputs, {
    exec: nodeExec,
    files: nodeFiles(context.workspace),
    log: runner.log,
    env: runner.env,
    context,
    event,
    pullRequest: pullRequestOf(event),
    github: () => githubClient(inputs['github-token'], context),
  });
});
