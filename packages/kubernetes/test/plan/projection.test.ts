import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projected } from '../../src/plan/projection.ts';
import { quantityOf, sameQuantity } from '../../src/plan/quantity.ts';

describe('a live value seen through a manifest', () => {
  const cases: [string, unknown, unknown, Parameters<typeof projected>[2], unknown][] = [
    ['leaves defaults out', { a: 1, filled: 2 }, { a: 1 }, {}, { a: 1 }],
    ['shows what differs', { a: 2 }, { a: 1 }, {}, { a: 2 }],
    ['shows what is not there', {}, { a: 1 }, {}, {}],
    ['keeps what we own and no longer say', { a: 1, b: 2, c: 3 }, { a: 1 }, { 'f:b': {} }, { a: 1, b: 2 }],
    [
      'takes nothing of others in what we own in part',
      { map: { ours: 1, theirs: 2 } },
      {},
      { 'f:map': { 'f:ours': {} } },
      { map: { ours: 1 } },
    ],
    [
      'finds items by their keys, in the order of the manifest',
      [
        { name: 'a', filled: 1 },
        { name: 'b', x: 2 },
      ],
      [{ name: 'b', x: 1 }, { name: 'a' }],
      {},
      [{ name: 'b', x: 2 }, { name: 'a' }],
    ],
    [
      'leaves injected items out, and keeps ours',
      [{ name: 'a' }, { name: 'injected' }, { name: 'ours', x: 1, filled: 2 }],
      [{ name: 'a' }],
      { 'k:{"name":"a"}': {}, 'k:{"name":"ours"}': { '.': {}, 'f:name': {}, 'f:x': {} } },
      [{ name: 'a' }, { name: 'ours', x: 1 }],
    ],
    ['compares other lists by place', [{ a: 1, filled: 2 }, 2], [{ a: 1 }, 3], {}, [{ a: 1 }, 2]],
    ['tells shorter lists apart', [1, 2, 3], [1, 2], {}, [1, 2, 3]],
    ['takes empty for absent', {}, { emptyDir: {}, list: [] }, {}, { emptyDir: {}, list: [] }],
    [
      'knows a field only by its own name',
      { valueOf: [false] },
      { valueOf: [false], toString: 1 },
      {},
      { valueOf: [false] },
    ],
    ['of sets keeps ours', ['a', 'theirs', 'b'], ['a'], { 'v:"a"': {}, 'v:"b"': {} }, ['a', 'b']],
  ];
  test.each(cases)('%s', (_, live, wanted, owned, view) => {
    expect(projected(live, wanted, owned)).toEqual(view);
  });

  test('of what the manifest says itself is the manifest', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(projected(value, value)).toEqual(value);
      }),
    );
  });

  test('does not see what was only added', () => {
    const named = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer());
    fc.assert(
      fc.property(named, fc.dictionary(fc.constantFrom('x', 'y'), fc.integer()), (wanted, added) => {
        expect(projected({ ...wanted, ...added }, wanted)).toEqual(wanted);
      }),
    );
  });
});

describe('a quantity', () => {
  test.each([
    ['1000m', 1],
    ['1Gi', 2 ** 30],
    ['1024Mi', 2 ** 30],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['100k', 100_000],
    [2, 2],
  ])('%s is %d', (text, number) => {
    expect(quantityOf(text)).toBe(number);
  });

  test.each(['', 'a', '1x', '1.2.3', '10Kim', null])('%s is none', (text) => {
    expect(quantityOf(text)).toBeUndefined();
  });

  test('is the same however written, and only where quantities stand', () => {
    expect(sameQuantity(['resources', 'requests', 'cpu'], '500m', 0.5)).toBe(true);
    expect(sameQuantity(['resources', 'requests', 'cpu'], '500m', '1')).toBe(false);
    expect(sameQuantity(['metadata', 'labels', 'version'], '1', '1.0')).toBe(false);
  });
});
