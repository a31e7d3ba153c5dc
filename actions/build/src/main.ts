import { arch, homedir } from 'node:os';
import { join } from 'node:path';
import { oidcTokens, readRunContext, runAction } from '@workaday/core';
import {
  nodeClock,
  nodeExec,
  nodeFiles,
  nodeFreeSpace,
  nodeHttp,
  nodePrivateFolder,
  nodeRunner,
  nodeSha256,
  nodeSources,
} from '@workaday/core/node';
import { contract } from './contract.ts';
import { build } from './run.ts';

/** Docker's names of machines, where Node has others. */
const architectures: Partial<Record<string, string>> = { x64: 'amd64', ia32: '386', arm: 'arm/v7' };

const runner = nodeRunner();
await runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  const event = context.eventPath === '' ? undefined : await nodeFiles('/').readText(context.eventPath);
  const mask = (secret: string) => runner.mask(secret);
  const dockerConfig = runner.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  return build(inputs, {
    exec: nodeExec,
    files: nodeFiles(context.workspace),
    sources: nodeSources(context.workspace),
    http: nodeHttp,
    sha256: nodeSha256,
    clock: nodeClock,
    log: runner.log,
    mask,
    env: runner.env,
    context,
    event: event === undefined ? undefined : JSON.parse(event),
    privateFolder: nodePrivateFolder,
    dockerConfig: { path: dockerConfig, files: nodeFiles(dockerConfig) },
    freeSpace: nodeFreeSpace,
    oidc: oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask }),
    platform: `linux/${architectures[arch()] ?? arch()}`,
  });
});
