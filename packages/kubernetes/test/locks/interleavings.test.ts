import { Failure } from '@workaday/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lock, lockOf } from '../../src/locks/lock-record.ts';
import { openLock, readLocks, takeLock } from '../../src/locks/locks.ts';
import type { KubeObject } from '../../src/manifests/object.ts';
import { builtIn, objectPath } from '../../src/transport/discovery.ts';
import { VirtualServer } from '../virtual-server.ts';
import { Process, VirtualTime } from '../virtual-time.ts';

const place = { namespace: 'shop', app: 'shop' };
const path = objectPath(builtIn.Lease, 'shop', 'workaday-lock.shop');
const epoch = Date.parse('2026-01-01T00:00:00Z');

const move = fc.record({
  does: fc.constantFrom('lock' as const, 'open' as const),
  lasting: fc.integer({ min: 1, max: 60 }),
  after: fc.integer({ min: 0, max: 30_000 }),
});
const life = fc.record({
  moves: fc.array(move, { minLength: 1, maxLength: 8 }),
  skew: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  death: fc.option(fc.integer({ min: 0, max: 120_000 })),
  journeys: fc.array(
    fc.record({
      there: fc.integer({ min: 0, max: 2000 }),
      back: fc.integer({ min: 0, max: 2000 }),
      lost: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        undefined,
        'request' as const,
        'answer' as const,
      ),
    }),
    { minLength: 5, maxLength: 20 },
  ),
});
type Life = typeof life extends fc.Arbitrary<infer One> ? One : never;

function wanted(holder: string, lasting: number) {
  const said = { by: holder, reason: 'stocktaking', run: '', commit: '' };
  return { kind: 'lock' as const, app: 'shop', holder, lasting, ...said };
}

async function run(holder: string, server: VirtualServer, process: Process, { moves, journeys }: Life) {
  let journey = 0;
  const cluster = server.clusterFor(process, () => {
    journey += 1;
    const { there = 0, back = 0, lost } = journeys[journey % journeys.length] ?? {};
    return lost ? { there, back, lost } : { there, back };
  });
  for (const { does, lasting, after } of moves) {
    await process.clock.wait(after);
    // The server's clock is known once it has answered.
    await readLocks(cluster, place).catch(expected);
    const done =
      does === 'lock' ? takeLock(cluster, place, wanted(holder, lasting)) : openLock(cluster, place, 'lock');
    await done.catch(expected);
  }
}

function expected(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}

test('a lock goes from one run to another only when it was opened, or its time was over', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 2, maxLength: 4 }), async (lives) => {
      const time = new VirtualTime();
      const server = new VirtualServer(time);
      const wrong: string[] = [];
      let before: { lock: Lock | undefined; lease: KubeObject } | undefined;
      server.onWritten = (lease) => {
        const now = epoch + time.now;
        const lock = lockOf(lease, 'lock', 'shop', now);
        // Clocks are known to the second.
        const held = before && lockOf(before.lease, 'lock', 'shop', now + 1000);
        if (lock !== undefined) taken += 1;
        if (held && lock && held.holder !== lock.holder) wrong.push(`${lock.holder} over ${held.holder}`);
        before = { lock, lease };
      };
      const failures: unknown[] = [];
      lives.forEach((one, index) => {
        const process = new Process(time, one.skew);
        if (one.death !== null) time.at(one.death, () => process.die());
        run(`run-${index}`, server, process, one).catch((error: unknown) => failures.push(error));
      });
      await time.run(3_600_000);
      expect(failures).toEqual([]);
      expect(wrong).toEqual([]);
      // A dead owner's lock does not outlive its time.
      expect(lockOf(server.objects.get(path), 'lock', 'shop', epoch + 3_600_000)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(300);
});
