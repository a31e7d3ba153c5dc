import { describe, expect, test } from 'vitest';
import { bounded } from '../src/ledger/history.ts';
import { leftOver, pruneList } from '../src/ledger/prune.ts';
import { type Ledger, liveRelease, type Release, type ReleaseState } from '../src/ledger/release.ts';
import { restoreTarget } from '../src/ledger/restore-target.ts';

const release = (number: number, state: ReleaseState, ...names: string[]): Release => ({
  number,
  state,
  reason: '',
  message: '',
  version: `${number}.0.0`,
  commit: '',
  images: {},
  by: '',
  run: '',
  startedAt: '',
  parts: 1,
  objects: names.map((name) => {
    const [kind = '', own = ''] = name.split('/');
    return { apiVersion: 'v1', kind, name: own };
  }),
});
const ledger = (...releases: Release[]): Ledger => ({ app: 'shop', environment: 'production', releases });

describe('the ledger', () => {
  test('forgets old releases, never the last verified one', () => {
    const bad = Array.from({ length: 30 }, (_, index) => release(index + 2, 'rolled-back'));
    const kept = bounded(ledger(release(1, 'verified'), ...bad)).releases;
    expect(kept).toHaveLength(20);
    expect(kept[0]).toMatchObject({ number: 1, state: 'verified' });
    expect(kept.at(-1)).toMatchObject({ number: 31 });
  });

  test('restores the last verified release before the bad one', () => {
    const releases = ledger(
      release(1, 'verified'),
      release(2, 'verified'),
      release(3, 'unproven'),
      release(4, 'pending'),
    );
    expect(restoreTarget(releases, 4)?.number).toBe(2);
    expect(restoreTarget(ledger(release(1, 'pending')), 1)).toBeUndefined();
  });

  test('knows what serves after a rollback', () => {
    expect(
      liveRelease(ledger(release(1, 'verified'), { ...release(2, 'rolled-back'), restored: 1 }))?.number,
    ).toBe(1);
    expect(liveRelease(ledger(release(1, 'verified'), release(2, 'failed')))?.number).toBe(2);
  });

  test('prunes what left the inventory, and never data', () => {
    const before = release(1, 'verified', 'ConfigMap/a', 'Service/b', 'PersistentVolumeClaim/c');
    const after = release(2, 'verified', 'Service/b');
    expect(
      pruneList(ledger(before, after, release(3, 'pending', 'ConfigMap/z')), after).map(({ name }) => name),
    ).toEqual(['a']);
  });

  test('takes another version of an API for the same object', () => {
    const one = {
      ...release(1, 'verified'),
      objects: [{ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', name: 'a' }],
    };
    expect(
      leftOver([one], [{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'a' }]),
    ).toEqual([]);
  });
});
