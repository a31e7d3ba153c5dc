import { expect, test } from 'vitest';
import { lockBody, lockName, lockOf, type NewLock } from '../../src/locks/lock-record.ts';
import type { KubeObject } from '../../src/manifests/object.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const hour = 3_600_000;
const freeze: NewLock = {
  kind: 'freeze',
  app: 'shop',
  by: 'ada',
  reason: 'the cart is empty',
  holder: 'org/shop/7',
  run: 'https://github.example/org/shop/actions/runs/7',
  commit: 'c0ffee',
  lasting: 3600,
};
const place = { namespace: 'shop', app: 'shop' };
const written = lockBody(place, freeze, undefined, now);
const at = (lease: KubeObject | undefined, moment: number) => lockOf(lease, 'freeze', 'shop', moment);

test('what is written is what is read', () => {
  const { lasting: _lasting, ...said } = freeze;
  expect(at(written, now)).toEqual({
    ...said,
    since: '2026-01-01T12:00:00.000Z',
    until: '2026-01-01T13:00:00.000Z',
  });
});

test('a lock and a freeze of an app, and the lock of all, are three', () => {
  const names = [lockName('lock', 'shop'), lockName('freeze', 'shop'), lockName('lock', undefined)];
  expect(names).toEqual(['workaday-lock.shop', 'workaday-freeze.shop', 'workaday-lock']);
});

test.each([
  ['there is none', undefined, now],
  ['its time is over', written, now + hour],
  ['it was opened', lockBody(place, { ...freeze, holder: '' }, written, now), now],
  ['it says no time', { ...written, spec: { holderIdentity: 'org/shop/7' } }, now],
])('nothing is locked when %s', (_name, lease, moment) => {
  expect(at(lease, moment)).toBeUndefined();
});

test('it holds to the last millisecond, and what else stands in the Lease stays', () => {
  expect(at(written, now + hour - 1)).toBeDefined();
  const current = { ...written, metadata: { ...written.metadata, uid: 'u', resourceVersion: '4' } };
  const again = lockBody(place, { ...freeze, reason: 'worse' }, current, now + 1000);
  expect(again.metadata).toMatchObject({ uid: 'u', resourceVersion: '4' });
  expect(at(again, now + 1000)).toMatchObject({ reason: 'worse', since: '2026-01-01T12:00:01.000Z' });
});
