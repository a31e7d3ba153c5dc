// npm run bench -- deploy [--runs N] [--faults NAME,…] [--cap SECONDS] [--quick] [--running] [--logs FOLDER]: the figures of actions/deploy.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTool, run } from '@workaday/testbed';
import { elapsedProgress, type Progress } from '../packages/testbed/src/progress.ts';
import { ClusterWindow } from './deploy/cluster-window.ts';
import { deployGoals, type Figures } from './deploy/deploy-goals.ts';
import { faultResult } from './deploy/fault-results.ts';
import { runFaults } from './deploy/fault-runs.ts';
import { goodRollouts } from './deploy/good-rollouts.ts';
import { findImages, type Ground, ownGround, pullImages, runningGround } from './deploy/ground.ts';
import { helm } from './deploy/helm.ts';
import { kubectl } from './deploy/kubectl.ts';
import { type Options, readOptions } from './deploy/options.ts';
import { type Report, reportText } from './deploy/report.ts';
import { writeRunLog } from './deploy/run-logs.ts';
import { startTime } from './deploy/start-time.ts';
import { workaday } from './deploy/workaday.ts';
import { buildBundle } from './measure/bundle.ts';
import { describeMachine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { openScratch } from './measure/scratch.ts';

/** @param args what stands behind `deploy` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const { scratch, interrupted } = openScratch();
  const tools = { kubectl: await ensureTool('kubectl', progress), helm: await ensureTool('helm', progress) };
  const ground = options.running ? runningGround(process.env) : await ownGround(interrupted.signal);
  try {
    const figures = await measureAll(ground, tools, scratch, options, interrupted.signal, progress);
    const { complete, cap } = options;
    const date = new Date().toISOString().slice(0, 10);
    const versions = await versionsOf(tools);
    finish({ date, machine, versions, cap, ...figures, goals: deployGoals(figures) }, complete);
  } finally {
    await ground.leave();
  }
}

interface Tools {
  kubectl: string;
  helm: string;
}

async function measureAll(
  { kubeconfig, registry }: Ground,
  tools: Tools,
  scratch: string,
  { rounds, faults, cap, logs }: Options,
  signal: AbortSignal,
  progress: Progress,
): Promise<Figures> {
  const bundle = await buildBundle('deploy', scratch);
  const nowhere = join(scratch, 'nowhere');
  mkdirSync(nowhere);
  const start = await startTime(bundle, nowhere);
  // The testbed makes namespaces on the cluster that this names.
  process.env.KUBECONFIG = kubeconfig;
  const window = await ClusterWindow.open(tools.kubectl, kubeconfig);
  try {
    const contestants = [workaday(bundle), kubectl(tools.kubectl), helm(tools.helm)];
    const world = { scratch, images: await findImages(registry), window, contestants, progress, signal };
    await pullImages(world);
    const { runs: good, counted } = await goodRollouts(world, rounds);
    const bad = await runFaults(world, faults, cap);
    if (logs !== undefined) for (const one of bad) writeRunLog(logs, one);
    return { good, counted, faults: bad.map(faultResult), bundle: { bytes: bundle.bytes }, start };
  } finally {
    await window.close();
  }
}

async function versionsOf({ kubectl, helm }: Tools): Promise<string> {
  const client = JSON.parse(await run(kubectl, ['version', '--client', '--output=json']));
  const short = await run(helm, ['version', '--template={{.Version}}']);
  return `kubectl ${client.clientVersion.gitVersion}, Helm ${short.trim()}`;
}

/** Ends with the one line that programs read. */
function finish(report: Report, complete: boolean): void {
  const text = reportText(report);
  if (complete) writeResults('deploy', text);
  console.log(`\n${text}\n`);
  if (!complete) console.log('This was a part of it; bench/RESULTS.md is as it was.\n');
  const { goals, ...figures } = report;
  console.log(JSON.stringify({ bench: 'deploy', goals, ...figures }));
}
