import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allot, freeNumber, maximumNumber } from '../src/allotment.ts';

const number = fc.integer({ min: 1, max: maximumNumber });

describe('allot', () => {
  test('two testbeds share nothing', () => {
    const pairs = fc.tuple(number, number).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const values = new Set(Object.values(allot(a, '/base')));
        return Object.values(allot(b, '/base')).every((value) => !values.has(value));
      }),
    );
  });

  test('device names fit into the 15 characters of the kernel', () => {
    const { bridge, dockerBridge } = allot(maximumNumber, '/base');
    expect([bridge, dockerBridge].every((name) => name.length <= 15)).toBe(true);
  });
});

describe('freeNumber', () => {
  test.each<[string, number[], string[], number]>([
    ['nothing is taken', [], [], 1],
    ['the default route overlaps nothing', [], ['default'], 1],
    ['the lowest gap', [1, 2, 4], [], 3],
    ['a route to one address of its network', [], ['10.101.7.9'], 2],
    ['a route that contains its network', [], ['10.96.0.0/13'], 4],
    ['routes elsewhere', [], ['192.168.0.0/16', '172.17.0.0/16'], 1],
  ])('%s', (_name, taken, routes, expected) => {
    expect(freeNumber(taken, routes)).toBe(expected);
  });

  test('says what to do when every network is in use', () => {
    expect(() => freeNumber([], ['10.0.0.0/8'])).toThrow(/npm run testbed -- down --all.*ip route/s);
  });
});
