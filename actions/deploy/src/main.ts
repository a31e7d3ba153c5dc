import { Failure, oidcTokens, readRunContext, runAction } from '@workaday/core';
import {
  nodeClock,
  nodeExec,
  nodeFiles,
  nodeHttp,
  nodePrivateFolder,
  nodeRunner,
  nodeStepState,
  nodeWhenCancelled,
  rightSources,
} from '@workaday/core/node';
import { connectCluster } from './connect-cluster.ts';
import { contract } from './contract.ts';
import { deploy } from './run.ts';

/** A runner waits 7.5 s after it has told a step to end. */
const lastWords = 6500;

const runner = nodeRunner();
const mask = (secret: string) => runner.mask(secret);
const tokens = oidcTokens(runner.env, { http: nodeHttp, clock: nodeClock, mask });
const cancelling = new AbortController();
const ended = runAction(contract, runner, async (inputs) => {
  const context = readRunContext(runner.env);
  return deploy(inputs, {
    context,
    github: () => rightSources(inputs, context),
    event: context.eventPath === '' ? undefined : await nodeFiles('/').readText(context.eventPath),
    files: nodeFiles(context.workspace),
    exec: nodeExec,
    privateFolder: nodePrivateFolder,
    env: runner.env,
    clock: nodeClock,
    log: runner.log,
    state: nodeStepState(),
    cancelled: cancelling.signal,
    connect: () => connectCluster(inputs, { clock: nodeClock, env: runner.env, tokens }),
  });
});
const offList = nodeWhenCancelled(async () => {
  cancelling.abort(
    new Failure({
      reason: 'cancelled',
      what: 'the run was cancelled',
      next: 'Run the job again to deploy this commit.',
    }),
  );
  await Promise.race([ended, nodeClock.wait(lastWords)]);
});
await ended;
offList();
