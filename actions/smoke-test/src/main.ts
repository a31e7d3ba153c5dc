import { oidcTokens, readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeFiles, nodeHttp, nodeRunner } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { httpProbe } from '@workaday/probe/node';
import { contract } from './contract.ts';
import { smokeTest } from './run.ts';

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const audience = inputs['oidc-audience'];
  return smokeTest(inputs, {
    ask: httpProbe(),
    connect: (kubeconfig) => connect(kubeconfig, { clock: nodeClock, env: runner.env, audience, tokens }),
    clock: nodeClock,
    context,
    files: nodeFiles(context.workspace),
    log: runner.log,
  });
});
