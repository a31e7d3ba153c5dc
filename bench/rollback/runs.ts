import { shippedWell } from '../deploy/contestant.ts';
import { workaday as deployWith } from '../deploy/workaday.ts';
import { openHome, standing, type World } from '../deploy/world.ts';
import type { Bundle } from '../measure/bundle.ts';
import { addressOf, answering } from '../smoke/runs.ts';
import { User } from '../smoke/users.ts';
import { type Both, type Release, releaseObjects } from './app.ts';
import type { Contestant } from './contestant.ts';

/** One way back; seconds from the moment the button is pressed. */
export interface Run {
  contestant: Contestant['name'];
  outcome: string;
  /** Until users get good answers again, and stay so; infinite when they never did. */
  good: number;
  /** Until the step says that it is done. */
  whole: number;
  /** Answers of the bad release meanwhile. */
  failed: number;
}

/** What all ways back start from. */
export interface Past {
  deploy: Bundle;
  releases: Both<Release>;
  /** Patience for each rollout, in seconds. */
  timeout: number;
}

/** Each contestant in turn, after a release that passed and is bad all the same. */
export async function measure(
  world: World,
  past: Past,
  contestants: readonly Contestant[],
  count: number,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let round = 0; round < count; round++)
    for (const contestant of contestants) {
      world.signal.throwIfAborted();
      runs.push(await goBack(world, past, contestant));
    }
  return runs;
}

async function goBack(
  world: World,
  { deploy, releases, timeout }: Past,
  contestant: Contestant,
): Promise<Run> {
  const home = await openHome(world, 'workaday');
  try {
    const shipper = deployWith(deploy);
    const ship = async (release: Release) => {
      const objects = releaseObjects(release, world.images);
      shippedWell(
        shipper.name,
        await shipper.ship({ version: release.version, objects, timeout }, home.place),
      );
      await standing(home);
    };
    await ship(releases.good);
    const url = await addressOf(home);
    await answering(url);
    await ship(releases.bad);
    await contestant.prepare?.();
    const user = new User(url);
    const pressed = Date.now();
    const outcome = await contestant.goBack(home.place);
    const whole = (Date.now() - pressed) / 1000;
    await user.content();
    const { goodAgain, failed } = await user.leave();
    const good = ((goodAgain ?? Number.POSITIVE_INFINITY) - pressed) / 1000;
    world.progress(
      `${contestant.name}: ${outcome}, good after ${good.toFixed(1)} s, done after ${whole.toFixed(1)} s`,
    );
    return { contestant: contestant.name, outcome, good, whole, failed };
  } finally {
    await home.remove();
  }
}
