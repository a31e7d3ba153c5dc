import { readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeFiles, nodeRunner } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { contract } from './contract.ts';
import { deploy } from './run.ts';

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  return deploy(inputs, {
    context,
    files: nodeFiles(context.workspace),
    clock: nodeClock,
    log: runner.log,
    connect: (kubeconfig) => connect(kubeconfig, { clock: nodeClock }),
  });
});
