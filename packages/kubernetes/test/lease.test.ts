import { describe, expect, test } from 'vitest';
import { leaseBody } from '../src/ledger/lease-record.ts';
import { leaseState, runAnnotation } from '../src/ledger/lease-state.ts';
import type { KubeObject } from '../src/manifests/object.ts';
import { ago, now } from './objects.ts';

const place = { namespace: 'shop', app: 'shop', environment: 'production' };

function lease(holderIdentity: string, renewed: number, more: object = {}): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'workaday.shop', uid: 'u', resourceVersion: '7' },
    spec: { holderIdentity, leaseDurationSeconds: 30, renewTime: ago(renewed), ...more },
  };
}

describe('whether a lease is free', () => {
  const unseen = { renewed: false, unchangedFor: 0 };
  const cases: [string, KubeObject | undefined, typeof unseen, boolean][] = [
    ['nobody made it', undefined, unseen, true],
    ['given back', lease('', 1), unseen, true],
    ['held by the same run', lease('me', 1), unseen, true],
    ['held by another', lease('other', 29), unseen, false],
    ['expired when first seen', lease('other', 30), unseen, true],
    [
      'expired by the clock, but renewed before our eyes',
      lease('other', 600),
      { renewed: true, unchangedFor: 29_000 },
      false,
    ],
    [
      'renewed before our eyes, and not since',
      lease('other', 600),
      { renewed: true, unchangedFor: 30_000 },
      true,
    ],
    ['of a holder whose clock is an hour ahead', lease('other', -3600), unseen, false],
    [
      'of one that is ahead and no longer renews',
      lease('other', -3600),
      { renewed: false, unchangedFor: 30_000 },
      true,
    ],
    ['kept for the next step', lease('other', 40, { leaseDurationSeconds: 60 }), unseen, false],
    ['kept and never fetched', lease('other', 60, { leaseDurationSeconds: 60 }), unseen, true],
    ['without a time', lease('other', 1, { renewTime: undefined }), unseen, true],
    ['without a duration', lease('other', 1, { leaseDurationSeconds: undefined }), unseen, true],
  ];
  test.each(cases)('%s', (_name, found, watched, free) =>
    expect(leaseState(found, 'me', now, watched).mine).toBe(free),
  );

  test('and who has it, since when, where to look, and for how long', () => {
    const held = lease('org/shop/1', 10, { acquireTime: ago(100) });
    held.metadata.annotations = { [runAnnotation]: 'https://github.example/run/1' };
    expect(leaseState(held, 'me', now)).toEqual({
      mine: false,
      heldBy: 'org/shop/1',
      since: ago(100),
      run: 'https://github.example/run/1',
      expiresIn: 20_000,
    });
  });
});

describe('what is written into a lease', () => {
  const fields = { holder: 'me', seconds: 30, run: 'https://github.example/run/2' };

  test('a new one has the times of the server, in microseconds', () => {
    const time = new Date(now).toISOString().replace('Z', '000Z');
    expect(leaseBody(place, fields, undefined, now)['spec']).toEqual({
      holderIdentity: 'me',
      leaseDurationSeconds: 30,
      acquireTime: time,
      renewTime: time,
      leaseTransitions: 0,
    });
  });

  test('a change of holders is counted, a renewal is not', () => {
    const before = lease('other', 40, { leaseTransitions: 3, acquireTime: ago(90) });
    const taken = leaseBody(place, fields, before, now);
    expect(taken['spec']).toMatchObject({ leaseTransitions: 4, holderIdentity: 'me' });
    const renewed = leaseBody(place, fields, taken, now + 8000);
    expect(renewed['spec']).toMatchObject({
      leaseTransitions: 4,
      acquireTime: (taken['spec'] as { acquireTime: string }).acquireTime,
    });
  });

  test('it is written over what was read and nothing else, and what others wrote in it stays', () => {
    const before = lease('', 5, { strategy: 'OldestEmulationVersion' });
    before.metadata.annotations = { 'team.example/note': 'ours' };
    const body = leaseBody(place, fields, before, now);
    expect(body.metadata).toMatchObject({
      uid: 'u',
      resourceVersion: '7',
      annotations: { 'team.example/note': 'ours', [runAnnotation]: fields.run },
    });
    expect(body['spec']).toMatchObject({ strategy: 'OldestEmulationVersion' });
  });
});
