import type { Change, Ledger, Release, ReleaseState } from '@workaday/kubernetes';
import { describe, expect, test } from 'vitest';
import { liveAbove } from '../src/live-above.ts';
import { type Identity, planDeploy } from '../src/plan.ts';

const images = { web: `ghcr.io/org/web@sha256:${'a'.repeat(64)}` };
const mine: Identity = { version: '1.2.0', commit: 'c120', images };
const release = (number: number, state: ReleaseState, more: Partial<Release> = {}): Release => ({
  number,
  state,
  reason: 'ok',
  message: '',
  version: `1.${number}.0`,
  commit: `c1${number}0`,
  images,
  by: 'ada',
  run: '',
  startedAt: '',
  objects: [],
  parts: 1,
  ...more,
});
const ledger = (...releases: Release[]): Ledger => ({ app: 'shop', environment: 'production', releases });
const same = (number: number, state: ReleaseState, more: Partial<Release> = {}) =>
  release(number, state, { version: mine.version, commit: mine.commit, ...more });
const changes = (...kinds: Change['change'][]) =>
  kinds.map((change) => ({ change, takenOver: [], adopted: false, manifest: {} }) as unknown as Change);

describe('a deploy', () => {
  const cases: [string, Ledger, Change[], object][] = [
    [
      'begins a ledger',
      ledger(),
      changes('created'),
      { do: 'deploy', number: 1, resumes: false, supersedes: [], previous: undefined },
    ],
    [
      'follows what is verified',
      ledger(release(1, 'verified')),
      changes('changed'),
      { do: 'deploy', number: 2, previous: { number: 1 } },
    ],
    [
      'keeps the last verified release as the way back',
      ledger(release(1, 'verified'), release(2, 'rolled-back', { version: '1.1.5' })),
      [],
      { do: 'deploy', number: 3, previous: { number: 1 } },
    ],
    [
      'makes a release for a new commit, though nothing changes',
      ledger(release(1, 'verified')),
      changes('unchanged'),
      { do: 'deploy', number: 2 },
    ],
    [
      'leaves alone what is exactly this',
      ledger(same(1, 'verified')),
      changes('unchanged'),
      { do: 'answer', outcome: 'unchanged' },
    ],
    [
      'repairs what drifted',
      ledger(same(1, 'verified')),
      changes('unchanged', 'changed'),
      { do: 'deploy', number: 2 },
    ],
    [
      'gives way to a newer version',
      ledger(release(9, 'verified')),
      [],
      { do: 'answer', outcome: 'superseded' },
    ],
    [
      'gives way to a newer version that was rolled back',
      ledger(release(1, 'verified'), release(9, 'rolled-back')),
      [],
      { do: 'answer', outcome: 'superseded' },
    ],
    [
      'does not give way to what was superseded',
      ledger(release(1, 'verified'), release(9, 'superseded')),
      [],
      { do: 'deploy', number: 10 },
    ],
    [
      'refuses what was rolled back',
      ledger(release(1, 'verified'), same(2, 'rolled-back', { restored: 1 })),
      [],
      { do: 'answer', outcome: 'refused' },
    ],
    [
      'tries again what a cancelled run undid',
      ledger(release(1, 'verified'), same(2, 'rolled-back', { restored: 1, reason: 'cancelled' })),
      [],
      { do: 'deploy', number: 3 },
    ],
    [
      'refuses an image that was rolled back, though the commit is another',
      ledger(
        release(1, 'verified', { images: {} }),
        release(2, 'rolled-back', { commit: 'other', reason: 'bad-answers' }),
      ),
      [],
      { do: 'answer', outcome: 'refused', message: expect.stringContaining('sha256:aaa') },
    ],
    ['tries again what failed', ledger(same(1, 'failed')), [], { do: 'deploy', number: 2, resumes: false }],
    [
      'continues its own pending release',
      ledger(release(1, 'verified'), same(2, 'pending')),
      [],
      { do: 'deploy', number: 2, resumes: true, supersedes: [] },
    ],
    [
      'supersedes pending releases of other commits',
      ledger(release(1, 'pending', { version: '1.1.0' })),
      [],
      { do: 'deploy', number: 2, resumes: false, supersedes: [1] },
    ],
    [
      'completes a restore that died',
      ledger(release(1, 'verified'), same(2, 'pending', { reason: 'restoring' })),
      [],
      { do: 'finish-restore', release: { number: 2 } },
    ],
    [
      'is another release with other images',
      ledger(same(1, 'rolled-back', { images: {} })),
      [],
      { do: 'deploy', number: 2 },
    ],
    [
      'knows no order of versions that are none',
      ledger(release(1, 'verified', { version: 'zzz' })),
      [],
      { do: 'deploy', number: 2 },
    ],
  ];
  test.each(cases)('%s', (_name, before, found, plan) => {
    expect(planDeploy(before, mine, found)).toMatchObject(plan);
  });

  test('deploys what was rolled back once its digest is named', () => {
    const before = ledger(release(1, 'verified'), same(2, 'rolled-back', { reason: 'bad-answers' }));
    expect(
      planDeploy(before, mine, [], { byTag: false, knownBad: [`sha256:${'a'.repeat(64)}`] }),
    ).toMatchObject({ do: 'deploy' });
  });

  test('takes a build between releases for older than the release that follows it', () => {
    const build = { ...mine, version: '1.4.3-build.5.gabc1234' };
    expect(planDeploy(ledger(release(1, 'verified', { version: '1.4.2' })), build, [])).toMatchObject({
      do: 'deploy',
    });
    expect(planDeploy(ledger(release(1, 'verified', { version: '1.4.3' })), build, [])).toMatchObject({
      outcome: 'superseded',
    });
  });
});

describe('a release tag', () => {
  const undone = ledger(release(1, 'verified'), release(2, 'rolled-back', { version: '1.3.0', restored: 1 }));

  test('above what is live is deployed, though more was undone above it', () => {
    expect(planDeploy(undone, mine, [])).toMatchObject({ do: 'answer', outcome: 'superseded' });
    expect(planDeploy(undone, mine, [], { knownBad: [], byTag: true })).toMatchObject({ do: 'deploy' });
    expect(liveAbove(undone, mine.version)).toBeUndefined();
  });

  test('below what is live is no deploy', () => {
    const live = ledger(release(1, 'verified'), release(2, 'verified', { version: '1.3.0' }));
    expect(planDeploy(live, mine, [], { knownBad: [], byTag: true })).toMatchObject({
      do: 'answer',
      outcome: 'superseded',
    });
    expect(liveAbove(live, mine.version)).toMatchObject({ number: 2 });
    expect(liveAbove(live, '1.3.0')).toBeUndefined();
    expect(liveAbove(live, 'c0ffee')).toBeUndefined();
  });
});
