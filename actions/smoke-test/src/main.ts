import { readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeFiles, nodeRunner } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { httpProbe } from '@workaday/probe/node';
import { contract } from './contract.ts';
import { smokeTest } from './run.ts';

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  return smokeTest(inputs, {
    ask: httpProbe(),
    connect: (kubeconfig) => connect(kubeconfig, { clock: nodeClock }),
    clock: nodeClock,
    context,
    files: nodeFiles(context.workspace),
    log: runner.log,
  });
});
