import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bounded, remembered } from '../src/ledger/history.ts';
import { readStored, type StoredLedger, storeLedger } from '../src/ledger/ledger-format.ts';
import type { Ledger, Release, ReleaseState } from '../src/ledger/release.ts';

const states: ReleaseState[] = [
  'verified',
  'unproven',
  'failed',
  'rolled-back',
  'rollback-failed',
  'superseded',
];

function release(number: number, state: ReleaseState, more: Partial<Release> = {}): Release {
  const text = {
    reason: '',
    message: '',
    version: `${number}.0.0`,
    commit: '',
    by: '',
    run: '',
    startedAt: '',
  };
  return { number, state, ...text, images: {}, objects: [], parts: 1, ...more };
}
const ledger = (releases: Release[]): Ledger => ({ app: 'shop', environment: 'production', releases });
const size = ({ data, binaryData }: StoredLedger) =>
  Buffer.byteLength(data.ledger) + Buffer.from(binaryData?.inventory ?? '', 'base64').length;
const roundTrip = async (before: Ledger) => {
  const { stored, ledger } = await storeLedger(before);
  return { stored, ledger, read: await readStored(stored.data, stored.binaryData) };
};

/** Objects as an app has them: most stay, and some have a new name in each release. */
function inventory(release: number, count: number, renamed: number) {
  return Array.from({ length: count }, (_, index) => {
    const fresh = index < renamed ? `-${hash(`${release}/${index}`).slice(0, 10)}` : '';
    const id = hash(`uid ${index} ${fresh}`);
    const uid = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20, 32)].join(
      '-',
    );
    return { apiVersion: 'v1', kind: 'ConfigMap', name: `settings-of-service-${index}${fresh}`, uid };
  });
}
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the history', () => {
  const history = fc
    .array(fc.constantFrom(...states, 'pending' as const), { maxLength: 60 })
    .map((states) => states.map((state, index) => release(index + 1, state)));

  test('is bounded, keeps the newest, and never forgets what a run may need', () => {
    fc.assert(
      fc.property(history, (releases) => {
        const after = bounded(ledger(releases));
        const numbers = after.releases.map(({ number }) => number);
        const forgotten = (after.forgotten ?? []).map(({ number }) => number);
        expect([...numbers, ...forgotten].toSorted((a, b) => a - b)).toEqual(
          releases.map(({ number }) => number),
        );
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        const verified = releases.findLast(({ state }) => state === 'verified');
        const pending = releases.filter(({ state }) => state === 'pending');
        for (const one of [verified, ...pending]) if (one) expect(numbers).toContain(one.number);
        expect(numbers.length).toBeLessThanOrEqual(Math.max(remembered, pending.length + 1));
        expect(numbers.length).toBeGreaterThanOrEqual(Math.min(remembered, releases.length));
      }),
    );
  });

  test('keeps what was there before the first release', () => {
    const before = release(1, 'verified', { reason: 'adopted' });
    const many = Array.from({ length: 40 }, (_, index) => release(index + 2, 'verified'));
    expect(bounded(ledger([before, ...many])).releases[0]).toBe(before);
  });

  test('does not carry whole logs', () => {
    const [long] = bounded(ledger([release(1, 'failed', { message: 'x'.repeat(100_000) })])).releases;
    expect(long?.message).toHaveLength(4000);
  });
});

describe('a stored ledger', () => {
  test('of an ordinary app is text that people can read', async () => {
    const before = ledger([release(1, 'verified', { objects: inventory(1, 12, 2) })]);
    const { stored, read } = await roundTrip(before);
    expect(stored.binaryData).toBeUndefined();
    expect(read).toEqual({ ...before, format: 1 });
  });

  test.each([
    ['500 objects that stay', 500, 0],
    ['500 objects, each renamed every time', 500, 500],
    ['2000 objects, a few renamed', 2000, 50],
  ])('of 25 deploys of %s fits into a ConfigMap', async (_name, count, renamed) => {
    let now = ledger([]);
    let largest = 0;
    for (let number = 1; number <= 25; number++) {
      const objects = inventory(number, count, renamed);
      const next = release(number, number === 3 ? 'verified' : 'rolled-back', { objects });
      const { stored, ledger: after, read } = await roundTrip({ ...now, releases: [...now.releases, next] });
      expect(read).toEqual(after);
      largest = Math.max(largest, size(stored));
      now = read;
    }
    expect(largest).toBeLessThan(1024 * 1024);
    expect(now.releases.map(({ number }) => number)).toContain(3);
    expect(now.releases.at(-1)?.objects).toEqual(inventory(25, count, renamed));
  });

  test('that is too large all the same forgets the oldest it can do without', async () => {
    const releases = Array.from({ length: 20 }, (_, index) =>
      release(index + 1, index === 0 ? 'verified' : 'failed', { objects: inventory(index, 4000, 4000) }),
    );
    const { stored, read } = await roundTrip(ledger(releases));
    expect(size(stored)).toBeLessThan(1024 * 1024);
    expect(read.releases[0]?.number).toBe(1);
    expect(read.releases.at(-1)?.number).toBe(20);
    expect(read.forgotten?.length).toBe(20 - read.releases.length);
  });

  test('keeps the fields of later versions', async () => {
    const before = {
      ...ledger([{ ...release(1, 'verified'), approvals: ['a'] } as Release]),
      freezes: [{ by: 'ops' }],
    };
    const { read } = await roundTrip(before);
    expect(read).toMatchObject(before);
  });

  test.each([
    ['nothing', undefined, undefined],
    ['no JSON', { ledger: '{' }, undefined],
    ['no releases', { ledger: '{}' }, undefined],
    ['a release without number', { ledger: '{"releases":[{}]}' }, undefined],
    ['an inventory that is gone', { ledger: '{"releases":[{"number":1}]}' }, undefined],
    ['an inventory that is damaged', { ledger: '{"releases":[{"number":1}]}' }, { inventory: 'AAAA' }],
    ['a later format', { ledger: '{"format":2,"releases":[]}' }, undefined],
  ])('with %s is not guessed at', (_name, data, binaryData) =>
    expect(readStored(data, binaryData)).rejects.toThrow(),
  );
});
