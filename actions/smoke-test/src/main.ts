import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oidcTokens, readRunContext, runAction } from '@workaday/core';
import { nodeClock, nodeFiles, nodeHttp, nodeRunner, steadyClock } from '@workaday/core/node';
import { connect } from '@workaday/kubernetes';
import { commandRunner, httpProbe, portProbe } from '@workaday/probe/node';
import { contract } from './contract.ts';
import { smokeTest } from './run.ts';

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const audience = inputs['oidc-audience'];
  return smokeTest(inputs, {
    outside: {
      ask: httpProbe(),
      reach: portProbe(),
      run: commandRunner(context.workspace, runner.env),
      random: () => randomBytes(8).toString('hex'),
    },
    connect: (kubeconfig) => connect(kubeconfig, { clock: nodeClock, env: runner.env, audience, tokens }),
    clock: steadyClock,
    context,
    files: nodeFiles(context.workspace),
    log: runner.log,
    keep: async (name, text) => {
      const path = join(runner.env['RUNNER_TEMP'] || tmpdir(), name);
      await writeFile(path, text);
      return path;
    },
  });
});
