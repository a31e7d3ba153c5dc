// npm run bench -- smoke [--running]: how long users of a bad release get bad answers, beside kubectl and a curl loop.
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
import { kubectlAndCurl } from './smoke/kubectl.ts';
import { reportText, smokeGoals } from './smoke/report.ts';
import { measure } from './smoke/runs.ts';
import { workaday } from './smoke/workaday.ts';

/** @param args what stands behind `smoke` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { running: { type: 'boolean', default: false } },
  });
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const { scratch, interrupted } = openScratch();
  const kubectl = await ensureTool('kubectl', progress);
  const ground = values.running ? runningGround(process.env) : await ownGround(interrupted.signal);
  try {
    const bundles = [
      await buildBundle('deploy', join(scratch, 'deploy')),
      await buildBundle('smoke-test', join(scratch, 'smoke-test')),
    ] as const;
    // The testbed makes namespaces on the cluster that this names.
    process.env.KUBECONFIG = ground.kubeconfig;
    const window = await ClusterWindow.open(kubectl, ground.kubeconfig);
    const images = await findImages(ground.registry);
    const { signal } = interrupted;
    const world = { scratch, images, window, contestants: [], progress, signal };
    const runs = await measure(world, [workaday(...bundles), kubectlAndCurl(kubectl)]).finally(() =>
      window.close(),
    );
    const goals = smokeGoals(runs);
    const text = reportText({ date: new Date().toISOString().slice(0, 10), machine, runs, goals });
    writeResults('smoke', text);
    console.log(`\n${text}\n`);
    console.log(JSON.stringify({ bench: 'smoke', machine, goals, runs }));
  } finally {
    await ground.leave();
  }
}
