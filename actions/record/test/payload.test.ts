import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ourPayload, servedBy } from '../src/payload.ts';
import { stands } from '../src/standing.ts';

const workaday = { app: 'shop', release: '4', run: '42' };

describe('ourPayload', () => {
  it('reads what we wrote, as an object or as text', () => {
    const payload = { workaday, tag: 'v1.4.0', githubReleases: [{ tag: 'v1.4.0', id: 7 }] };
    expect(ourPayload(payload)).toMatchObject(payload);
    expect(ourPayload(JSON.stringify(payload))).toMatchObject(payload);
  });

  it.each([
    ['nothing', undefined],
    ['no object', 'deploy please'],
    ['a list', [workaday]],
    ['another’s', { app: 'shop' }],
    ['half of ours', { workaday: { app: 'shop', release: 4, run: '42' } }],
  ])('takes %s for none of ours', (_, payload) => expect(ourPayload(payload)).toBeUndefined());

  it('leaves out what is no GitHub Release', () => {
    const githubReleases = [{ tag: 'v1', id: 1 }, { tag: '', id: 2 }, { tag: 'v3', id: '3' }, null, 'v5=5'];
    expect(ourPayload({ workaday, githubReleases })?.githubReleases).toEqual([{ tag: 'v1', id: 1 }]);
  });

  it('never throws, whatever GitHub hands out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (payload) => {
        const read = ourPayload(payload);
        expect(read === undefined || typeof read.workaday.app === 'string').toBe(true);
      }),
    );
  });
});

describe('servedBy', () => {
  it.each([
    ['a deployment: what was deployed', workaday, 4],
    ['a rollback: what was restored', { ...workaday, restored: '2' }, 2],
    ['a rollback that restored nothing', { ...workaday, restored: '' }, Number.NaN],
    ['a refusal, which has no release', { ...workaday, release: '' }, Number.NaN],
    ['no number', { ...workaday, release: '4e1' }, Number.NaN],
  ])('%s', (_, ours, number) => expect(servedBy({ workaday: ours })).toBe(number));
});

describe('stands', () => {
  it.each([
    [[], false],
    [['success'], true],
    [['inactive', 'success'], true],
    [['failure', 'success'], false],
    [['inactive', 'failure', 'success'], false],
    [['success', 'failure'], true],
    [['failure'], false],
    [['error'], false],
  ])('%j, newest first: %s', (states, standing) => expect(stands(states)).toBe(standing));
});
