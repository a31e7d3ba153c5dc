import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endedWell, runTimed } from '../measure/timed-process.ts';
import { type CommandShims, countStarted, type Started } from './command-shims.ts';
import type { Contestant } from './contestants.ts';
import type { ApiCalls, GitHub } from './github.ts';
import { countedBy } from './race.ts';
import { prepareStep, readOutputs, type Step, type StepOutputs, stepCommand } from './workaday.ts';

/** One real release: tag pushed to the origin, release made on GitHub. */
export interface ReleaseFigures {
  outputs: StepOutputs;
  started: Started;
  calls: ApiCalls;
  /** Files that were left in HOME and RUNNER_TEMP, as an installation would. */
  filesLeft: number;
}

export async function releaseWithWorkaday(step: Step, shims: CommandShims): Promise<ReleaseFigures> {
  prepareStep(step);
  shims.take();
  const command = countedBy(shims, stepCommand(step, { dryRun: false, token: step.github.token }));
  const { result: ended, calls } = await step.github.callsDuring(() => runTimed([command]));
  endedWell('workaday', ended);
  const started = countStarted(shims.take());
  return {
    outputs: readOutputs(step),
    started,
    calls,
    filesLeft: filesIn(step, 'home') + filesIn(step, 'temp'),
  };
}

const filesIn = ({ folder }: Step, name: string) =>
  readdirSync(join(folder, name), { recursive: true }).length;

/** API calls of a dry run. */
export async function dryRunCalls(step: Step, github: GitHub): Promise<ApiCalls> {
  prepareStep(step);
  const { calls } = await github.callsDuring(() =>
    runTimed([stepCommand(step, { dryRun: true, token: github.token })]),
  );
  return calls;
}

/** What a peer starts to release for real; null when it failed. */
export async function releaseWithPeer(peer: Contestant, shims: CommandShims): Promise<Started | null> {
  shims.take();
  const { exitCode } = await runTimed(peer.commands.map((command) => countedBy(shims, command)));
  const started = countStarted(shims.take());
  return exitCode === 0 ? started : null;
}
