import { appObjects } from './app.ts';
import { fieldsAt } from './cluster-object.ts';
import { type Contestant, type ContestantName, type Shipped, shippedWell } from './contestant.ts';
import type { Fault, FaultName } from './faults.ts';
import { type Moments, Observation } from './observation.ts';
import { type Home, openHome, settling, standing, type World } from './world.ts';

/** What became of one bad release in one contestant's hands. */
export interface FaultRun {
  fault: FaultName;
  contestant: ContestantName;
  shipped: Shipped;
  moments: Moments;
}

/**
 * Lets a contestant deploy a good release, and then one with the fault, while it is watched from outside.
 * @param timeout of each rollout and of each way back, in seconds
 */
export async function runFault(
  world: World,
  fault: Fault,
  contestant: Contestant,
  timeout: number,
): Promise<FaultRun> {
  world.signal.throwIfAborted();
  const home = await openHome(world, contestant.name);
  try {
    const { place, view } = home;
    const release = (version: string, objects: readonly object[]) =>
      contestant.ship({ version, objects, timeout }, place);
    shippedWell(contestant.name, await release('1.0.0', appObjects('1.0.0', world.images)));
    const observation = new Observation(view, await standing(home), fault);
    await arrange(home, fault);
    const end = view.onSight((sight) => observation.take(sight));
    const variation = fault.variation(world.images);
    const shipped = await release('2.0.0', appObjects('2.0.0', world.images, variation));
    await view.until(() => observation.isOver, settling);
    end();
    return { fault: fault.name, contestant: contestant.name, shipped, moments: observation.moments };
  } finally {
    await home.remove();
  }
}

/** Puts on the namespace what the fault needs; a quota counts as soon as it knows what is used. */
async function arrange({ admin, place }: Home, { quota, namespaceLabels }: Fault): Promise<void> {
  const path = `/api/v1/namespaces/${place.namespace}`;
  if (namespaceLabels !== undefined)
    await admin.request({
      ...{ method: 'PATCH', path, body: { metadata: { labels: namespaceLabels } } },
      headers: { 'Content-Type': 'application/merge-patch+json' },
    });
  if (quota === undefined) return;
  const made = await admin.request<{ metadata: { name: string } }>({
    ...{ method: 'POST', path: `${path}/resourcequotas`, body: quota },
  });
  const read = { method: 'GET', path: `${path}/resourcequotas/${made.metadata.name}` } as const;
  while (fieldsAt(await admin.request(read), 'status')['used'] === undefined) await admin.clock.wait(100);
}
