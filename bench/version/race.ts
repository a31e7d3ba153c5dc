import { type Timing, timingOf } from '../measure/statistics.ts';
import { type Command, endedWell, runTimed } from '../measure/timed-process.ts';
import { type CommandShims, countStarted, type Started } from './command-shims.ts';
import type { Contestant } from './contestants.ts';

export interface Result {
  name: string;
  time: Timing;
  started: Started;
  /** Empty when it gives none, {@link failed} when it ended badly. */
  answer: string;
}

/** A peer's answer on a repository that it cannot work with: no reason to lose the figures of the others. */
export const failed = 'failed';

/** Time that one contestant may take in all before it is left out of further rounds. */
const patience = 12_000;

/**
 * Runs each contestant once to count what it starts and to warm the caches, then all of them in turn, so that what
 * else the machine does meets all alike. One whose first run took too long has that run as its time.
 */
export async function race(
  contestants: readonly Contestant[],
  rounds: number,
  shims: CommandShims,
  progress: (line: string) => void,
): Promise<Result[]> {
  const runs: { contestant: Contestant; first: First; times: number[] }[] = [];
  for (const contestant of contestants) {
    progress(`${contestant.name} …`);
    runs.push({ contestant, first: await firstRun(contestant, shims), times: [] });
  }
  const hasTime = ({ first, times }: (typeof runs)[number]) =>
    first.answer !== failed && first.milliseconds + times.reduce((sum, time) => sum + time, 0) < patience;
  for (let round = 1; round <= rounds; round += 1) {
    for (const run of runs.filter(hasTime)) {
      run.contestant.prepare?.();
      const ended = await runTimed(run.contestant.commands);
      endedWell(run.contestant.name, ended);
      run.times.push(ended.milliseconds);
    }
    progress(`round ${round} of ${rounds}`);
  }
  return runs.map(({ contestant: { name }, first: { started, answer, milliseconds }, times }) => ({
    name,
    time: timingOf(times.length === 0 ? [milliseconds] : times),
    started,
    answer,
  }));
}

interface First {
  milliseconds: number;
  started: Started;
  answer: string;
}

async function firstRun(contestant: Contestant, shims: CommandShims): Promise<First> {
  contestant.prepare?.();
  shims.take();
  const ended = await runTimed(contestant.commands.map((command) => countedBy(shims, command)));
  const started = countStarted(shims.take());
  const { milliseconds } = ended;
  if (contestant.peer && ended.exitCode !== 0) return { milliseconds, started, answer: failed };
  endedWell(contestant.name, ended);
  return { milliseconds, started, answer: contestant.answer?.(ended) ?? '' };
}

/** The same command with no other program within reach than git, which is counted. */
export function countedBy(shims: CommandShims, command: Command): Command {
  return { ...command, env: { ...command.env, PATH: shims.folder } };
}
