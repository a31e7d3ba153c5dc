import { Chance } from './chance.ts';
import { Company } from './company.ts';
import type { Ended } from './job.ts';
import { modelGround } from './model-ground.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { createWorld, type Ground, type Under, type World, type WorldOptions } from './world.ts';

/** What happened by one seed. */
export interface Played {
  seed: number;
  scenario: Scenario;
  world: World;
  /** Errors that are no answer of an action. */
  failures: unknown[];
  /** How many writes there were when everybody was dead or done, and after the ordinary run that followed. */
  calmAt: number;
  settledAt: number;
  /** How that run and the deploy after it ended; undefined when they did not. */
  last: Ended | undefined;
  next: Ended | undefined;
}

export interface PlayOptions extends WorldOptions {
  /** What it is played on; a model by default. */
  ground?: (under: Under) => Ground;
  /** Whether the ordinary run, after everybody is dead or done, does anything. */
  settles?: boolean;
}

export async function play(seed: number, options: PlayOptions = {}): Promise<Played> {
  const { ground = modelGround, settles = true } = options;
  const scenario = drawScenario(new Chance(seed));
  const world = createWorld(seed, ground, options);
  const company = new Company(world);
  for (const commit of scenario.commits) company.know(commit);
  for (const move of scenario.moves) world.time.at(move.at, () => company.make(move));
  await company.passes();
  const calmAt = world.history.length;
  world.say('everybody', 'is dead or done');
  let [last, next]: [Ended | undefined, Ended | undefined] = [undefined, undefined];
  company.lastRun(settles ? scenario : { ...scenario, last: 'nothing' }, (ended) => {
    last = ended;
  });
  await company.passes();
  const settledAt = world.history.length;
  company.nextMerge((ended) => {
    next = ended;
  });
  await company.passes();
  return { seed, scenario, world, failures: company.failures, calmAt, settledAt, last, next };
}
