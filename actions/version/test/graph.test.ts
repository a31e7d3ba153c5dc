import { describe, expect, it } from 'vitest';
import { ancestors, broughtBy, descendants, mergedCommits, parseGraph } from '../src/graph.ts';
import { draw, id } from './support/history.ts';

const names = (commits: Iterable<string>) => [...commits].map((sha) => sha.replace(/0+$/, '')).sort();

/** main: a1 ← b1 ← m1 (brings f1, f2) ← m2 (brings e1); f2 had merged b1 back. */
const history = draw(
  'm2 < m1 e1 | Merge pull request #2 from acme/e',
  'e1 < b1 | feat: e',
  'm1 < b1 f2 | Merge pull request #1 from acme/f',
  "f2 < f1 b1 | Merge branch 'main' into f",
  'f1 < a1 | feat: f',
  'b1 < a1 | fix: b',
  'a1 < | feat: a',
);

describe('the graph', () => {
  it('is read with the edge of a shallow clone', () => {
    const listing = `${id('b')} ${id('a')} ${id('c')}\n${id('a')}\n${id('c')}\n`;
    const edge = new Set([id('a')]);
    const { parents, cut } = parseGraph(listing, edge);
    expect([...parents]).toEqual([
      [id('b'), [id('a'), id('c')]],
      [id('a'), []],
      [id('c'), []],
    ]);
    expect(cut).toBe(edge);
    expect([...parseGraph(listing, 'every-root').cut]).toEqual([id('a'), id('c')]);
  });

  it.each([
    ['a1', ['a1']],
    ['f2', ['a1', 'b1', 'f1', 'f2']],
    ['m2', ['a1', 'b1', 'e1', 'f1', 'f2', 'm1', 'm2']],
    ['99', []],
  ])('ancestors of %s are %j', (of, expected) => {
    expect(names(ancestors(history.graph, [id(of)]))).toEqual(expected);
  });

  it.each([
    ['m2', ['m2']],
    ['e1', ['e1', 'm2']],
    ['f1', ['f1', 'f2', 'm1', 'm2']],
  ])('descendants of %s are %j', (of, expected) => {
    expect(names(descendants(history.graph, id(of)))).toEqual(expected);
  });

  it('tells what each merge brought, a branch that had merged main back without what main had', () => {
    const range = ancestors(history.graph, [id('m2')]);
    const merged = mergedCommits(history.graph, id('m2'), range);
    expect([...merged].map(([merge, came]) => [names([merge])[0], names(came)])).toEqual([
      ['m1', ['f1', 'f2']],
      ['m2', ['e1']],
    ]);
    for (const [merge, came] of merged) expect(broughtBy(history.graph, merge, range)).toEqual(came);
  });

  it('stays within the range that is asked for', () => {
    const range = new Set(['m2', 'm1', 'e1', 'f2'].map(id));
    expect(names(mergedCommits(history.graph, id('m2'), range).get(id('m1')) ?? [])).toEqual(['f2']);
  });
});
