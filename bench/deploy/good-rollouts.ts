import { appObjects } from './app.ts';
import { type Contestant, type ContestantName, type Shipped, shippedWell } from './contestant.ts';
import { startCountingProxy, type Traffic } from './counting-proxy.ts';
import { type Home, openHome, standing, type World } from './world.ts';

/** One good rollout, in milliseconds. */
export interface GoodRun {
  contestant: ContestantName;
  round: number;
  milliseconds: number;
}

/** What one more good rollout, through a proxy that counts, asked of the API server. */
export interface Counted extends Traffic {
  contestant: ContestantName;
  /** What the contestant said of it itself, if it did. */
  said?: Traffic;
}

export interface GoodRollouts {
  runs: readonly GoodRun[];
  counted: readonly Counted[];
}

interface Lane {
  contestant: Contestant;
  home: Home;
}

/** Gives each contestant a namespace with a release, and then one new version after the other, in turn. */
export async function goodRollouts(world: World, rounds: number): Promise<GoodRollouts> {
  const lanes: Lane[] = [];
  try {
    for (const contestant of world.contestants)
      lanes.push({ contestant, home: await openHome(world, contestant.name) });
    for (const lane of lanes) await ship(world, lane, '1.0.0');
    const runs: GoodRun[] = [];
    for (let round = 1; round <= rounds; round += 1) runs.push(...(await runRound(world, lanes, round)));
    const counted: Counted[] = [];
    for (const lane of lanes) counted.push(await countTraffic(world, lane, `1.${rounds + 1}.0`));
    return { runs, counted };
  } finally {
    await Promise.all(lanes.map(({ home }) => home.remove()));
  }
}

async function runRound(world: World, lanes: readonly Lane[], round: number): Promise<GoodRun[]> {
  const runs: GoodRun[] = [];
  const first = round % lanes.length;
  for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) {
    const { startedAt, endedAt } = await ship(world, lane, `1.${round}.0`);
    runs.push({ contestant: lane.contestant.name, round, milliseconds: endedAt - startedAt });
  }
  const texts = runs.map(
    ({ contestant, milliseconds }) => `${contestant} ${(milliseconds / 1000).toFixed(2)} s`,
  );
  world.progress(`good rollout, round ${round}: ${texts.join(', ')}`);
  return runs;
}

/** Deploys a version, and waits until nothing of the one before is left, so that the next begins on quiet ground. */
async function ship(
  { images, signal }: World,
  { contestant, home }: Lane,
  version: string,
  kubeconfig = home.place.kubeconfig,
): Promise<Shipped> {
  signal.throwIfAborted();
  const release = { version, objects: appObjects(version, images), timeout: 120 };
  const shipped = await contestant.ship(release, { ...home.place, kubeconfig });
  shippedWell(contestant.name, shipped);
  await standing(home);
  return shipped;
}

async function countTraffic(world: World, lane: Lane, version: string): Promise<Counted> {
  const { folder, kubeconfig } = lane.home.place;
  const proxy = await startCountingProxy(kubeconfig, folder);
  try {
    const { lines } = await ship(world, lane, version, proxy.kubeconfig);
    const said = saidTraffic(lines.map(({ text }) => text));
    return { contestant: lane.contestant.name, ...proxy.traffic, ...(said === undefined ? {} : { said }) };
  } finally {
    await proxy.stop();
  }
}

/** The last `N requests over M connections` of a log. */
export function saidTraffic(lines: readonly string[]): Traffic | undefined {
  const said = lines.map((line) => /(\d+) requests over (\d+) connection/.exec(line)).findLast((one) => one);
  return said ? { requests: Number(said[1]), connections: Number(said[2]) } : undefined;
}
