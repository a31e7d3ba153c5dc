import type { Ledger, Release } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { knownBad } from '../src/known-bad.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const images = (services: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(services).map(([name, letter]) => [name, `ghcr.io/acme/${name}@${digest(letter)}`]),
  );
const release = (state: Release['state'], services: Record<string, string>, reason = 'bad-answers') =>
  ({ state, reason, images: images(services), version: '1.0.0', message: '' }) as Release;
const ledger = (...releases: Release[]): Ledger => ({
  app: 'shop',
  environment: 'production',
  releases: releases.map((one, index) => ({ ...one, number: index + 1 })),
});
const good = release('verified', { api: 'a', web: 'b' });
const bad = release('rolled-back', { api: 'a', web: 'c' });

test.each([
  ['the image that was rolled back, by any commit', ledger(good, bad), { api: 'a', web: 'c' }, ['c']],
  ['it, beside another image that is new', ledger(good, bad), { api: 'd', web: 'c' }, ['c']],
  ['it, long ago', ledger(bad, good, good), { api: 'a', web: 'c' }, ['c']],
  [
    'it, although it could not be undone',
    ledger(good, release('rollback-failed', { web: 'c' }, 'restore-failed')),
    { web: 'c' },
    ['c'],
  ],
  [
    'both images of a release that brought two',
    ledger(good, release('rolled-back', { api: 'd', web: 'e' })),
    { api: 'd', web: 'e' },
    ['d', 'e'],
  ],
])('refused: %s', (_name, given, wanted, digests) => {
  expect(knownBad(given, images(wanted), [])?.digests).toEqual(digests.map(digest));
});

test.each([
  ['a repaired image', ledger(good, bad), { api: 'a', web: 'd' }],
  [
    'one repaired of two new images',
    ledger(good, release('rolled-back', { api: 'd', web: 'e' })),
    { api: 'd', web: 'f' },
  ],
  [
    'images of a verified release, whose configuration was bad',
    ledger(good, release('rolled-back', { api: 'a', web: 'b' })),
    { api: 'a', web: 'b' },
  ],
  [
    'what another cause undid',
    ledger(good, release('rolled-back', { web: 'c' }, 'unschedulable')),
    { web: 'c' },
  ],
  [
    'what a cancelled run undid',
    ledger(good, release('rolled-back', { web: 'c' }, 'cancelled')),
    { web: 'c' },
  ],
  [
    'what the rollback did not help',
    ledger(good, release('rollback-failed', { web: 'c' }, 'restored-bad')),
    { web: 'c' },
  ],
  ['what was kept', ledger(good, release('failed', { web: 'c' }, 'kept-as-asked')), { web: 'c' }],
  ['no images', ledger(good, bad), {}],
])('deployed: %s', (_name, given, wanted) => {
  expect(knownBad(given, images(wanted), [])).toBeUndefined();
});

test('deployed again once someone has named every digest', () => {
  const given = ledger(good, release('rolled-back', { api: 'd', web: 'e' }));
  const wanted = images({ api: 'd', web: 'e' });
  expect(knownBad(given, wanted, [digest('d'), digest('e')])).toBeUndefined();
  expect(knownBad(given, wanted, [digest('d')])).toBeDefined();
});
