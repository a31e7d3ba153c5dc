import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRunContext, runAction } from '@workaday/core';
import {
  nodeClock,
  nodeExec,
  nodeFiles,
  nodeHttp,
  nodePrivateFolder,
  nodeRunner,
  nodeSha256,
  nodeSources,
} from '@workaday/core/node';
import { contract } from './contract.ts';
import { build } from './run.ts';

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const dockerConfig = runner.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  return build(inputs, {
    exec: nodeExec,
    files: nodeFiles(context.workspace),
    sources: nodeSources(context.workspace),
    http: nodeHttp,
    sha256: nodeSha256,
    clock: nodeClock,
    log: runner.log,
    mask: (secret) => runner.mask(secret),
    env: runner.env,
    context,
    privateFolder: nodePrivateFolder,
    dockerConfig: { path: dockerConfig, files: nodeFiles(dockerConfig) },
  });
});
