import { oidcTokens, readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeHttp, nodeRunner, rightSources } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { contract } from './contract.ts';
import { lock } from './run.ts';

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const audience = inputs['oidc-audience'];
  return lock(inputs, {
    context,
    ...(await rightSources(inputs, context)),
    log: runner.log,
    connect: () => connect(inputs.kubeconfig, { clock: nodeClock, env: runner.env, audience, tokens }),
  });
});
