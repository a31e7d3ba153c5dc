import { Failure } from '@workaday/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acquireLease } from '../src/ledger/lease.ts';
import { leaseName } from '../src/ledger/lease-record.ts';
import { type KubeObject, recordAt } from '../src/manifests/object.ts';
import { releaseAnnotation } from '../src/manifests/stamp.ts';
import { applyFenced, isSuperseded } from '../src/plan/apply.ts';
import type { ClusterRequest } from '../src/transport/cluster.ts';
import { builtIn, objectPath } from '../src/transport/discovery.ts';
import { type Journey, VirtualServer } from './virtual-server.ts';
import { Process, VirtualTime } from './virtual-time.ts';

const place = { namespace: 'shop', app: 'shop', environment: 'production' };
const leasePath = objectPath(builtIn.Lease, place.namespace, leaseName(place));
const minutes = 60_000;
const length = 5 * minutes;

const moment = fc.integer({ min: 0, max: length });
/** Most matter around the duration of a lease. */
const spell = fc.record({
  at: moment,
  duration: fc.oneof(fc.integer({ min: 15_000, max: 50_000 }), fc.integer({ min: 1, max: 2 * minutes })),
});
const journeys = (slowest: number) =>
  fc.array(
    fc.record({
      there: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: slowest })),
      back: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: slowest })),
      lost: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('request' as const, 'answer' as const) },
      ),
    }),
    { minLength: 20, maxLength: 40 },
  );
const life = (slowest: number) =>
  fc.record({
    start: fc.integer({ min: 0, max: minutes }),
    /** Hours, either way. */
    skew: fc.integer({ min: -4 * 60 * minutes, max: 4 * 60 * minutes }),
    /** The whole process stands still. */
    stops: fc.array(spell, { maxLength: 4 }),
    /** Nothing that it asks of the lease arrives, though everything else does. */
    deaf: fc.array(spell, { maxLength: 4 }),
    death: fc.option(moment),
    works: fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 12, maxLength: 12 }),
    between: fc.integer({ min: 100, max: 2000 }),
    journeys: journeys(slowest),
    keeps: fc.boolean(),
  });
type Life = typeof life extends (slowest: number) => fc.Arbitrary<infer One> ? One : never;

/** One journey after the other, over and over; deaf in its spells. */
function journeysOf({ journeys, deaf }: Life, time: VirtualTime): (request: ClusterRequest) => Journey {
  let next = 0;
  return ({ path }) => {
    next += 1;
    const { there = 0, back = 0, lost } = journeys[next % journeys.length] ?? {};
    const isDeaf = deaf.some(({ at, duration }) => at <= time.now && time.now < at + duration);
    if (path.includes('/leases') && isDeaf) return { there, back, lost: 'request' };
    return lost ? { there, back, lost } : { there, back };
  };
}

/** Takes the lease again and again, and writes while it has it. */
async function holder(name: string, server: VirtualServer, process: Process, life: Life): Promise<void> {
  const cluster = server.clusterFor(process, journeysOf(life, process.time));
  for (const duration of life.works) {
    const lease = await acquireLease(cluster, place, {
      holder: name,
      wait: length,
      log: () => undefined,
    }).catch(expected);
    if (!lease) continue;
    const guarded = lease.guard(cluster);
    const until = process.clock.now() + duration;
    while (process.clock.now() < until && !lease.lost.aborted) {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
      await guarded.request({ method: 'PUT', path: `/written/${name}`, body: object }).catch(expected);
      await process.clock.wait(life.between);
    }
    await (life.keeps ? lease.keep() : lease.release()).catch(expected);
  }
}

/** What a run reports and ends with. */
function expected(error: unknown): undefined {
  if (error instanceof Failure) return undefined;
  throw error;
}

function live(time: VirtualTime, process: Process, life: Life): void {
  for (const { at, duration } of life.stops) time.at(at, () => process.standStill(duration));
  if (life.death !== null) time.at(life.death, () => process.die());
}

test('whatever stops, dies, gets lost or has a wrong clock: what is written is written by the one who has the lease', async () => {
  let writes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life(3000), { minLength: 2, maxLength: 4 }), async (lives) => {
      const time = new VirtualTime();
      const server = new VirtualServer(time);
      const wrong: string[] = [];
      server.onWritten = (_, path) => {
        if (!path.startsWith('/written/')) return;
        writes += 1;
        const now = recordAt(server.objects.get(leasePath), 'spec')?.['holderIdentity'];
        if (`/written/${now}` !== path) wrong.push(`${path} at ${time.now} while ${now} holds`);
      };
      const failures: unknown[] = [];
      lives.forEach((one, index) => {
        const process = new Process(time, one.skew);
        live(time, process, one);
        time.at(one.start, () => {
          holder(`run-${index}`, server, process, one).catch((error: unknown) => failures.push(error));
        });
      });
      await time.run(2 * length);
      expect(failures).toEqual([]);
      expect(wrong).toEqual([]);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 40_000 },
  );
  expect(writes).toBeGreaterThan(1000);
});

test('a run that sleeps, however long, never writes over what a newer release wrote', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life(40_000), { minLength: 2, maxLength: 4 }), async (lives) => {
      const time = new VirtualTime();
      const server = new VirtualServer(time);
      let newest = 0;
      const wrong: string[] = [];
      server.onWritten = (stored) => {
        const stamp = stampOf(stored);
        if (stamp < newest) wrong.push(`release ${stamp} over ${newest} at ${time.now}`);
        newest = Math.max(newest, stamp);
      };
      lives.forEach((one, index) => {
        const process = new Process(time, one.skew);
        live(time, process, one);
        const cluster = server.clusterFor(process, journeysOf(one, time));
        const release = index + 1;
        const object = configMap(release);
        const again = async (): Promise<void> => {
          for (const _ of one.works) {
            await applyFenced(cluster, place.namespace, object, { release }).catch((error: unknown) => {
              if (isSuperseded(error)) refused += 1;
              return expected(error);
            });
            await process.clock.wait(one.between);
          }
        };
        time.at(one.start, () => void again());
      });
      await time.run(2 * length);
      expect(wrong).toEqual([]);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 40_000 },
  );
  expect(refused).toBeGreaterThan(10);
});

function configMap(release: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', annotations: { [releaseAnnotation]: String(release) } },
  };
}

function stampOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[releaseAnnotation]);
}
