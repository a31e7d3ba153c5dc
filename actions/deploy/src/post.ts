import { errorMessage, oidcTokens, readInputs, readRunContext } from '@workaday/core';
import { nodeClock, nodeHttp, nodeRunner, nodeStepState } from '@workaday/core/node';
import { connectCluster } from './connect-cluster.ts';
import { contract } from './contract.ts';
import { endJob } from './end-job.ts';

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
try {
  const context = readRunContext(runner.env);
  const inputs = readInputs(contract.inputs, runner.env);
  await endJob(inputs, {
    context,
    state: nodeStepState(),
    log: runner.log,
    connect: () => connectCluster(inputs, { clock: nodeClock, env: runner.env, tokens }),
    addSummary: (markdown) => runner.addSummary(markdown),
    annotate: (annotation) => runner.annotate(annotation),
  });
} catch (error) {
  // The step has ended as it has: the next run settles what is left, and the lease expires.
  runner.annotate({
    level: 'warning',
    title: 'Deploy: the end of the job',
    message: `What the deploy had left could not be brought to its end: ${errorMessage(error)}. The next run does it.`,
  });
}
