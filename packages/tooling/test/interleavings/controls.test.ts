import { describe, expect, test, vi } from 'vitest';
import { mutations } from './mutations.ts';
import { play } from './play.ts';
import { type RuleName, rules } from './rules/rules.ts';

vi.mock('node:zlib', () => import('./at-once/zlib.ts'));
vi.mock('node:fs/promises', () => import('./at-once/fs.ts'));

const seeds = Array.from({ length: 150 }, (_, index) => index);
const names = Object.keys(rules) as RuleName[];

/** Each rule, and a system that breaks it. */
const systems: Record<RuleName, Parameters<typeof play>[1]> = {
  'never two writers': { mutation: mutations.everyLeaseLooksFree },
  'never a deploy under a freeze or a lock': { mutation: mutations.mergesReadNoLocks },
  'never an older commit over a newer one': { mutation: mutations.appliesBlindlyAndTakesAnyLease },
  'no release is lost': { mutation: mutations.writesTheLedgerBlindlyAndTakesAnyLease },
  'none is pending for ever': { settles: false },
  'what serves is what the ledger says': { mutation: mutations.restoresNoFlags },
  'what a person went back from stays away': { mutation: mutations.mergesReadNoLocks },
  'no run ends in an error of its own': { mutation: mutations.failsOfItself },
};

describe('a system that breaks a rule is found out', () => {
  test.each(names)('%s', async (name) => {
    const found = await firstOf(seeds, async (seed) => rules[name](await play(seed, systems[name])));
    expect(found).not.toEqual([]);
  });
});

test('a seed makes the same history each time', async () => {
  for (const seed of seeds.slice(0, 5)) {
    const [one, other] = [await play(seed), await play(seed)];
    expect(one.world.history.length).toBeGreaterThan(10);
    expect(other.world.history).toEqual(one.world.history);
  }
});

async function firstOf(all: readonly number[], look: (seed: number) => Promise<string[]>): Promise<string[]> {
  for (const seed of all) {
    const found = await look(seed);
    if (found.length > 0) return found;
  }
  return [];
}
