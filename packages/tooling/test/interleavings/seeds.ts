import { expect, test } from 'vitest';
import { type Played, play } from './play.ts';
import { broken } from './rules/rules.ts';

const count = Number(process.env['WORKADAY_SEEDS'] ?? 1000);
const together = 50;
const parts = 2;

/** What must have happened somewhere among so many seeds, or they would prove little. */
const sights = [
  'its runner dies',
  'deploy: deployed (ok)',
  'deploy: superseded (newer-release)',
  'deploy: refused (frozen)',
  'deploy: refused (locked)',
  'deploy: failed (frozen)',
  'deploy: failed (lease-lost)',
  'deploy: rolled-back (image-not-found)',
  'smoke-test: verified (ok)',
  'smoke-test: rolled-back (bad-answers)',
  'smoke-test: failed (frozen)',
  'rollback: rolled-back (ok)',
  'lock: locked (ok)',
  'lock: unlocked (ok)',
];

/** The tests of one part of the seeds, so that parts run side by side. */
export function testSeeds(part: number): void {
  const size = Math.ceil(count / parts);
  const own = Array.from({ length: size }, (_, index) => part * size + index).filter((seed) => seed < count);
  const seen = new Set<string>();
  for (let first = 0; first < own.length; first += together) {
    const seeds = own.slice(first, first + together);
    test(`seeds ${seeds.at(0)} to ${seeds.at(-1)} break no rule, on a model of the API server`, async () => {
      for (const seed of seeds) {
        const played = await play(seed);
        for (const sight of played.world.sights) seen.add(sight);
        if (broken(played).length > 0) throw await told(played);
      }
    }, 300_000);
  }
  test.runIf(size >= 500)('among them are crashes, freezes, locks and ways back of every kind', () => {
    expect([...seen]).toEqual(expect.arrayContaining(sights));
  });
}

/** The same again, with all that was done. */
async function told({ seed }: Played): Promise<Error> {
  const again = await play(seed, { traced: true });
  const story = [`seed ${seed}:`, ...broken(again), '', ...again.world.trace].join('\n');
  const error = new Error(story);
  error.stack = story;
  return error;
}
