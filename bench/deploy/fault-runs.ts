import { atMostAtOnce } from './at-most-at-once.ts';
import { type FaultRun, runFault } from './fault-run.ts';
import type { Fault } from './faults.ts';
import type { World } from './world.ts';

/** How many of the others' runs go on at the same time: for the most part they wait. */
const peersAtOnce = 10;

/** All contestants with all faults: ours one after the other, the others' side by side meanwhile. */
export async function runFaults(
  world: World,
  faults: readonly Fault[],
  timeout: number,
): Promise<FaultRun[]> {
  const pairs = faults.flatMap((fault) => world.contestants.map((contestant) => ({ fault, contestant })));
  const [ours, others] = [true, false].map((own) =>
    pairs.filter(({ contestant }) => (contestant.name === 'workaday') === own),
  );
  const run = async ({ fault, contestant }: (typeof pairs)[number]) => {
    const result = await runFault(world, fault, contestant, timeout);
    const { startedAt, endedAt } = result.shipped;
    world.progress(`${fault.name}, ${contestant.name}: ${((endedAt - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };
  const runs = await Promise.all([
    atMostAtOnce(1, ours ?? [], run),
    atMostAtOnce(peersAtOnce, others ?? [], run),
  ]);
  return pairs.map((pair) => {
    const found = runs
      .flat()
      .find(({ fault, contestant }) => fault === pair.fault.name && contestant === pair.contestant.name);
    if (found === undefined) throw new Error(`${pair.fault.name} was not run by ${pair.contestant.name}`);
    return found;
  });
}
