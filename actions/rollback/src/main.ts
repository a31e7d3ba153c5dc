import { randomBytes } from 'node:crypto';
import { oidcTokens, readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeHttp, nodeRunner, rightSources, steadyClock } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { commandRunner, httpProbe, portProbe } from '@workaday/probe/node';
import { contract } from './contract.ts';
import { rollback } from './run.ts';

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const audience = inputs['oidc-audience'];
  return rollback(inputs, {
    context,
    ...(await rightSources(inputs, context)),
    clock: steadyClock,
    log: runner.log,
    outside: {
      ask: httpProbe(),
      reach: portProbe(),
      run: commandRunner(context.workspace, runner.env),
      random: () => randomBytes(8).toString('hex'),
    },
    connect: () => connect(inputs.kubeconfig, { clock: nodeClock, env: runner.env, audience, tokens }),
  });
});
