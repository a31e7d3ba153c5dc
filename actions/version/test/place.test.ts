import { describe, expect, it } from 'vitest';
import { showsEnough } from '../src/line/place.ts';
import { draw, id, placeIn } from './support/history.ts';

const line = draw('d1 | d', 'c1 | c', 'b1 | b', 'a1 | a');
const short = (shas: readonly string[]) => shas.map((sha) => sha.slice(0, 2));

describe('the place on a line', () => {
  it.each([
    [{}, undefined, ['d1', 'c1', 'b1', 'a1']],
    [{ 'v1.9.0': 'a1', 'v1.10.0': 'b1' }, 'v1.10.0', ['d1', 'c1']],
    [{ 'v2.0.0': 'a1', 'v1.0.0': 'b1' }, 'v2.0.0', ['d1', 'c1', 'b1']],
    [{ 'v1.0.0': 'b1', 'v2.0.0-rc.1': 'c1' }, 'v1.0.0', ['d1', 'c1']],
    [{ 'v1.0.0': 'b1', 'v9.0.0': 'ee' }, 'v1.0.0', ['d1', 'c1']],
    [{ 'v1.0.0': 'b1', 'v1.1.0': 'd1' }, 'v1.0.0', ['d1', 'c1']],
  ] as const)('with tags %j follows %s', (tags, previous, range) => {
    const place = placeIn(line, tags);
    expect(place.previous?.name).toBe(previous);
    expect(short(place.range)).toEqual(range);
  });

  it('is on its own tag: the highest, or the one that started the run', () => {
    const tags = { 'v1.0.0': 'b1', 'v1.1.0': 'd1', 'v1.2.0': 'd1' };
    expect(placeIn(line, tags)).toMatchObject({ own: { name: 'v1.2.0' }, previous: { name: 'v1.0.0' } });
    const asked = { name: 'v0.9.0', version: '0.9.0', commit: id('d1') };
    expect(placeIn(line, tags, { asked })).toMatchObject({ own: asked, previous: undefined });
  });

  it('tells news since the last verified release, and counts from the highest', () => {
    const tags = { 'v1.0.0': 'a1', 'v1.1.0': 'b1', 'v1.2.0': 'c1' };
    const place = placeIn(line, tags, { unverified: new Set(['v1.1.0', 'v1.2.0']) });
    expect(place).toMatchObject({ previous: { name: 'v1.2.0' }, newsSince: { name: 'v1.0.0' } });
    expect(short(place.range)).toEqual(['d1']);
    expect(short(place.news)).toEqual(['d1', 'c1', 'b1']);
  });

  it('knows the highest newer release that contains the commit', () => {
    const tags = { 'v1.0.0': 'a1', 'v1.1.0': 'c1', 'v1.2.0': 'd1' };
    expect(placeIn(line, tags, { sha: id('b1') }).newer?.name).toBe('v1.2.0');
    const branch = draw('e1 < a1 | hotfix', ...['d1 | d', 'c1 | c', 'b1 | b', 'a1 < | a']);
    expect(placeIn(branch, { 'v1.0.0': 'a1', 'v1.5.0': 'e1' }, { sha: id('d1') }).newer).toBeUndefined();
  });

  it('must exceed every stable version, and the prereleases of its own history', () => {
    const tags = { 'v1.0.0': 'a1', 'v1.5.0': 'ee', 'v3.0.0-rc.1': 'ee', 'v1.1.0-rc.1': 'c1' };
    expect(placeIn(line, tags).existing).toEqual(['1.0.0', '1.5.0', '1.1.0-rc.1']);
  });
});

describe('a shallow checkout', () => {
  const shallow = draw('d1 | d', 'c1 | c', 'b1 < … | b');

  it.each([
    ['whose highest release is in sight', shallow, { 'v1.0.0': 'c1', 'v0.9.0': 'a1' }, true],
    ['whose highest release is out of sight', shallow, { 'v0.9.0': 'c1', 'v1.0.0': 'a1' }, false],
    ['without any release', shallow, {}, false],
    ['that is cut between the release and now', shallow, { 'v1.0.0': 'a1' }, false],
    ['whose release is at the edge', shallow, { 'v1.0.0': 'b1' }, true],
    [
      'that is cut on a side branch since',
      draw('d1 < c1 e1 | merge', 'e1 < … | side', 'c1 < b1 | c', 'b1 < … | b'),
      { 'v1.0.0': 'b1' },
      false,
    ],
    ['that is whole in truth', line, {}, true],
  ] as const)('%s', (_, drawing, tags, enough) => {
    expect(showsEnough(placeIn(drawing, tags))).toBe(enough);
  });

  it('must show the last verified release, too', () => {
    const place = placeIn(shallow, { 'v1.0.0': 'a1', 'v1.1.0': 'c1' }, { unverified: new Set(['v1.1.0']) });
    expect(showsEnough(place)).toBe(false);
  });
});
