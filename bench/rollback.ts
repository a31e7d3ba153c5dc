// npm run bench -- rollback [--running] [--runs N]: from the button to good answers, beside kubectl rollout undo and a re-run.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureTool } from '@workaday/testbed';
import { elapsedProgress } from '../packages/testbed/src/progress.ts';
import { Builder, builderVersions } from './build/builder.ts';
import { appName } from './deploy/app.ts';
import { ClusterWindow } from './deploy/cluster-window.ts';
import { findImages, type Ground, ownGround, runningGround } from './deploy/ground.ts';
import { buildBundle } from './measure/bundle.ts';
import { describeMachine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { openScratch } from './measure/scratch.ts';
import { commitBoth } from './rollback/app.ts';
import { type BuildJob, buildBoth } from './rollback/build-job.ts';
import type { Contestant } from './rollback/contestant.ts';
import { kubectlUndo } from './rollback/kubectl.ts';
import { oldWorkflow } from './rollback/old-workflow.ts';
import { reportText, rollbackGoals } from './rollback/report.ts';
import { measure, type Past, type Run } from './rollback/runs.ts';
import { theButton } from './rollback/workaday.ts';

/** What one rollout may take, in seconds. */
const timeout = 120;

/** @param args what stands behind `rollback` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { running: { type: 'boolean', default: false }, runs: { type: 'string', default: '3' } },
  });
  const count = Number(values.runs);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--runs is ${values.runs}, expected 1 or more`);
  const machine = await describeMachine();
  const { scratch, interrupted } = openScratch();
  const ground = values.running ? runningGround(process.env) : await ownGround(interrupted.signal);
  try {
    const runs = await measureAll(ground, scratch, count, interrupted.signal);
    const goals = rollbackGoals(runs);
    const date = new Date().toISOString().slice(0, 10);
    const text = reportText({ date, machine, docker: builderVersions(), runs, goals });
    writeResults('rollback', text);
    console.log(`\n${text}\n`);
    console.log(JSON.stringify({ bench: 'rollback', machine, goals, runs }));
  } finally {
    await ground.leave();
  }
}

async function measureAll(
  ground: Ground,
  scratch: string,
  count: number,
  signal: AbortSignal,
): Promise<Run[]> {
  const progress = elapsedProgress(console.log);
  const kubectl = await ensureTool('kubectl', progress);
  const images = await findImages(ground.registry);
  const builder = builderOf(ground, scratch);
  const job: BuildJob = { docker: builder.place, repository: `${ground.registry}/your-org/${appName}` };
  const releases = await buildBoth(await commitBoth(join(scratch, 'app')), job, join(scratch, 'builds'));
  const past: Past = { deploy: await buildBundle('deploy', join(scratch, 'deploy')), releases, timeout };
  const prune = () => builder.prune();
  const again = oldWorkflow(kubectl, { release: releases.good, job, images, prune, timeout });
  const button = await theButton(await buildBundle('rollback', join(scratch, 'rollback')), scratch);
  try {
    // The testbed makes namespaces on the cluster that this names.
    process.env.KUBECONFIG = ground.kubeconfig;
    const window = await ClusterWindow.open(kubectl, ground.kubeconfig);
    const contestants: Contestant[] = [button.contestant, kubectlUndo(kubectl), again];
    const world = { scratch, images, window, contestants: [], progress, signal };
    return await measure(world, past, contestants, count).finally(() => window.close());
  } finally {
    await button.leave();
  }
}

function builderOf({ builder }: Ground, scratch: string): Builder {
  const home = join(scratch, 'home');
  mkdirSync(home);
  return new Builder(builder, process.env.PATH ?? '', home);
}
