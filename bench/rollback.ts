// npm run bench -- rollback [--running] [--runs N]: from the button to good answers, beside kubectl rollout undo.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureTool } from '@workaday/testbed';
import { elapsedProgress } from '../packages/testbed/src/progress.ts';
import { ClusterWindow } from './deploy/cluster-window.ts';
import { findImages, ownGround, runningGround } from './deploy/ground.ts';
import { buildBundle } from './measure/bundle.ts';
import { describeMachine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { openScratch } from './measure/scratch.ts';
import { kubectlUndo } from './rollback/kubectl.ts';
import { reportText, rollbackGoals } from './rollback/report.ts';
import { measure } from './rollback/runs.ts';
import { theButton } from './rollback/workaday.ts';

/** @param args what stands behind `rollback` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { running: { type: 'boolean', default: false }, runs: { type: 'string', default: '3' } },
  });
  const count = Number(values.runs);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--runs is ${values.runs}, expected 1 or more`);
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const { scratch, interrupted } = openScratch();
  const kubectl = await ensureTool('kubectl', progress);
  const ground = values.running ? runningGround(process.env) : await ownGround(interrupted.signal);
  const bundles = {
    deploy: await buildBundle('deploy', join(scratch, 'deploy')),
    rollback: await buildBundle('rollback', join(scratch, 'rollback')),
  };
  const button = await theButton(bundles.rollback, scratch);
  try {
    // The testbed makes namespaces on the cluster that this names.
    process.env.KUBECONFIG = ground.kubeconfig;
    const window = await ClusterWindow.open(kubectl, ground.kubeconfig);
    const images = await findImages(ground.registry);
    const world = { scratch, images, window, contestants: [], progress, signal: interrupted.signal };
    const contestants = [button.contestant, kubectlUndo(kubectl)];
    const runs = await measure(world, bundles.deploy, contestants, count).finally(() => window.close());
    const goals = rollbackGoals(runs);
    const text = reportText({ date: new Date().toISOString().slice(0, 10), machine, runs, goals });
    writeResults('rollback', text);
    console.log(`\n${text}\n`);
    console.log(JSON.stringify({ bench: 'rollback', machine, goals, runs }));
  } finally {
    await button.leave();
    await ground.leave();
  }
}
