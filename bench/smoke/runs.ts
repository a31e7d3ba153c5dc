import { setTimeout } from 'node:timers/promises';
import { pullImages } from '../deploy/ground.ts';
import { openHome, settling, standing, type World } from '../deploy/world.ts';
import { badKinds, type Kind, shop } from './app.ts';
import type { Contestant } from './contestant.ts';
import { answersWell, User } from './users.ts';

/** One bad release after a good one; seconds. */
export interface Run {
  contestant: Contestant['name'];
  kind: Kind;
  outcome: string;
  /** From the first bad answer that a user got until good ones came again; 0 when users never saw one. */
  badTraffic: number;
  /** From the start of the first step to the end of the last. */
  whole: number;
  failed: number;
  requests: number;
}

const timeout = 120;

/** All kinds of bad releases, one after the other, by each contestant in turn. */
export async function measure(world: World, contestants: readonly Contestant[]): Promise<Run[]> {
  await pullImages(world);
  const runs: Run[] = [];
  for (const kind of badKinds) {
    for (const contestant of contestants) {
      runs.push(await ship(world, contestant, kind));
    }
  }
  return runs;
}

async function ship(world: World, contestant: Contestant, kind: Kind): Promise<Run> {
  const { images } = world;
  const home = await openHome(world, contestant.name === 'workaday' ? 'workaday' : 'kubectl');
  try {
    const { place } = home;
    await contestant.ship(
      { version: '1.0.0', objects: shop('good', '1', images), url: undefined, timeout },
      place,
    );
    await standing(home);
    const url = await addressOf(home);
    await answering(url);
    const user = new User(url);
    const begun = Date.now();
    const { outcome, lines } = await contestant.ship(
      { version: '1.0.1', objects: shop(kind, '2', images), url, timeout },
      place,
    );
    const whole = (Date.now() - begun) / 1000;
    await user.content();
    const { firstBad, goodAgain, failed, requests } = await user.leave();
    world.progress(`${contestant.name}: ${kind}: ${outcome} after ${whole.toFixed(1)} s`);
    if (firstBad !== undefined && goodAgain === undefined) {
      throw new Error(
        `users of ${contestant.name} still get bad answers after "${kind}" (${outcome}): ${lines.at(-1)?.text}`,
      );
    }
    const badTraffic = firstBad === undefined || goodAgain === undefined ? 0 : (goodAgain - firstBad) / 1000;
    return { contestant: contestant.name, kind, outcome, badTraffic, whole, failed, requests };
  } finally {
    await home.remove();
  }
}

/** A port of the node leads to a Service a moment after the Service is there, which nothing tells. */
export async function answering(url: string): Promise<void> {
  const until = Date.now() + settling;
  while (!(await answersWell(url))) {
    if (Date.now() > until)
      throw new Error(`the good release does not answer at ${url} after ${settling / 1000} s`);
    await setTimeout(100);
  }
}

export async function addressOf({ admin, place }: Awaited<ReturnType<typeof openHome>>): Promise<string> {
  const read = (path: string) => admin.request<Record<string, unknown>>({ method: 'GET', path });
  const service = await read(`/api/v1/namespaces/${place.namespace}/services/shop`);
  const nodes = await read('/api/v1/nodes');
  const [port] = (service['spec'] as { ports: { nodePort: number }[] }).ports;
  const [node] = nodes['items'] as { status: { addresses: { type: string; address: string }[] } }[];
  const address = node?.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
  return `http://${address}:${port?.nodePort}/`;
}
