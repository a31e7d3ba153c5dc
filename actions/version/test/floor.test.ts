import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestors, type Graph } from '../src/graph.ts';
import { floorOf, isEnough, type LineTags, onFloor } from '../src/line/floor.ts';
import { highestVersion } from '../src/line/next-version.ts';
import { placeLine } from '../src/line/place.ts';
import { draw, id, tagged } from './support/history.ts';

/** What Git answers to `rev-list sha ^floor`. */
function above(graph: Graph, sha: string, floor: string): Graph {
  const seen = ancestors(graph, [sha], ancestors(graph, [floor]));
  return { ...graph, parents: new Map([...graph.parents].filter(([commit]) => seen.has(commit))) };
}

function lineOf(tags: Record<string, string>, sha: string, own: Partial<LineTags> = {}): LineTags {
  return { sha: id(sha), tags: tagged(tags), asked: undefined, unverified: new Set(), ...own };
}

const place = (graph: Graph, line: LineTags) => {
  const found = placeLine({ service: '', prefix: 'v', claim: undefined, onlyOthers: false, graph, ...line });
  const { own, previous, newsSince, newer, range, news } = found;
  // A commit that has its version already exceeds nothing.
  const highest = own === undefined ? highestVersion(found.existing) : undefined;
  return { own, previous, newsSince, newer, range, news, highest };
};

describe('the floor of a history', () => {
  const history = draw(
    'd9 < b1 c9 | merge',
    'c9 < a1 | side',
    'd1 < c1 | d',
    'c1 < b1 | c',
    'b1 < a1 | b',
    'a1 < | a',
  );

  it.each([
    ['the highest release', { 'v1.0.0': 'a1', 'v1.1.0': 'b1' }, 'd1', {}, 'v1.1.0'],
    ['no prerelease', { 'v1.0.0': 'a1', 'v2.0.0-rc.1': 'b1' }, 'd1', {}, 'v1.0.0'],
    ['below the commit’s own', { 'v1.0.0': 'a1', 'v1.1.0': 'b1', 'v1.2.0': 'c1' }, 'b1', {}, 'v1.0.0'],
    [
      'what was verified',
      { 'v1.0.0': 'a1', 'v1.1.0': 'b1' },
      'd1',
      { unverified: new Set(['v1.1.0']) },
      'v1.0.0',
    ],
    ['nothing without tags', {}, 'd1', {}, undefined],
  ] as const)('is %s', (_, tags, sha, own, expected) => {
    expect(floorOf(lineOf(tags, sha, own))?.name).toBe(expected);
  });

  it.each([
    ['the commits since show it', { 'v1.0.0': 'b1' }, 'd1', true],
    ['a higher release is not among them', { 'v1.0.0': 'b1', 'v1.1.0-rc.1': 'ee' }, 'd1', false],
    ['it is on another branch', { 'v1.0.0': 'ee' }, 'd1', false],
    ['the release to follow is on a branch beside it', { 'v1.0.0': 'b1', 'v1.1.0': 'c9' }, 'd9', false],
    ['it comes after the commit', { 'v1.0.0': 'd1' }, 'b1', false],
  ] as const)('is enough to know when %s: %#', (_, tags, sha, enough) => {
    const line = lineOf(tags, sha);
    const [floor] = tagged(tags);
    if (floor === undefined) throw new Error('no tag');
    expect(isEnough(above(history.graph, line.sha, floor.commit), floor, line)).toBe(enough);
  });

  it('leads to the same place as the whole history', () => {
    let used = 0;
    const parents = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 12,
    });
    const tags = fc.array(fc.tuple(fc.nat(12), fc.nat(9), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(parents, tags, fc.oneof(fc.constant(1), fc.nat(12)), (shape, tagging, back) => {
        // Commit n follows commits up to four places before it; newest first, as Git lists them.
        const sha = (n: number) => id(`a${n.toString(16)}`);
        const links = shape.map((back, n): [string, string[]] => [
          sha(n),
          [...new Set(back.map((steps) => n - 1 - steps).filter((older) => older >= 0))].map(sha),
        ]);
        const graph: Graph = { parents: new Map(links.reverse()), cut: new Set(), whole: true };
        const names = tagging.map(([n, minor, rc]) => [
          `v1.${minor}.0${rc ? '-rc.1' : ''}`,
          `a${n.toString(16)}`,
        ]);
        const unverified = new Set(tagging.filter((one) => one[3]).map((one) => `v1.${one[1]}.0`));
        const line = lineOf(Object.fromEntries(names), `a${Math.max(0, shape.length - back).toString(16)}`, {
          unverified,
        });
        const floor = floorOf(line);
        if (floor === undefined) return;
        const near = above(graph, line.sha, floor.commit);
        if (!isEnough(near, floor, line)) return;
        used += 1;
        expect(place(onFloor(near, floor), line)).toEqual(place(graph, line));
      }),
      { numRuns: 6000 },
    );
    expect(used).toBeGreaterThan(100);
  });
});
