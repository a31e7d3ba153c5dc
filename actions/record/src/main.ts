import { readRunContext, runAction } from '@workaday/core';
import { githubClient, nodeClock, nodeFiles, nodeRunner } from '@workaday/core/node';
import { contract } from './contract.ts';
import { record } from './run.ts';

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  return record(inputs, {
    context,
    files: nodeFiles(context.workspace),
    github: await githubClient(inputs['github-token'], context),
    clock: nodeClock,
    log: runner.log,
  });
});
