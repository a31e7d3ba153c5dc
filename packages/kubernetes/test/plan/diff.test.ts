import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/manifests/object.ts';
import { sameIntent } from '../../src/plan/bookkeeping.ts';
import { type DiffLine, diffObjects } from '../../src/plan/diff.ts';
import { diffLines } from '../../src/plan/line-diff.ts';

const text = (lines: readonly DiffLine[]) => lines.map((line) => `${line.sign}${line.text}`).join('\n');
const secret = (data: Record<string, string>, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', ...more },
  data,
});
const deployment = (container: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'web', ...container }] } } },
});

test('lines that differ lead from one text to the other, whatever they are', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines(before, after);
      const side = (sign: string) => diff.filter((line) => line.sign !== sign).map((line) => line.text);
      expect(side('+')).toEqual(before);
      expect(side('-')).toEqual(after);
      if (before.join() === after.join()) expect(diff.every(({ sign }) => sign === ' ')).toBe(true);
    }),
  );
});

describe('a diff', () => {
  test('shows what changes with three lines around it', () => {
    const env = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, value: name }));
    const changed = env.map((one) => (one.name === 'c' ? { ...one, value: 'other' } : one));
    expect(text(diffObjects(deployment({ env }), deployment({ env: changed })))).toBe(
      [
        '             - name: b',
        '               value: b',
        '             - name: c',
        '-              value: c',
        '+              value: other',
        '             - name: d',
        '               value: d',
        '             - name: e',
      ].join('\n'),
    );
  });

  test('of a new object is all added', () => {
    const lines = diffObjects(undefined, deployment({ image: 'a' }));
    expect(lines.every(({ sign }) => sign === '+')).toBe(true);
    expect(lines[0]?.text).toBe('apiVersion: apps/v1');
  });

  test('leaves bookkeeping out', () => {
    const one = { ...deployment({}), status: { replicas: 1 } };
    one.metadata = {
      ...one.metadata,
      uid: 'a',
      resourceVersion: '1',
      generation: 3,
      creationTimestamp: 'x',
      managedFields: [],
      annotations: {
        'workaday.dev/release': '3',
        'kubernetes.io/change-cause': 'v3',
        'deployment.kubernetes.io/revision': '7',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
    };
    expect(diffObjects(one, deployment({}))).toEqual([]);
    expect(sameIntent(one, deployment({}))).toBe(true);
    expect(sameIntent(one, deployment({ image: 'a' }))).toBe(false);
  });

  test('is bounded, and says how much is missing', () => {
    const data = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 'v']));
    const lines = diffObjects(undefined, { ...secret({}), kind: 'ConfigMap', data }, 20);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)?.text).toBe('… 285 more lines are left out');
  });

  test('of very long texts does not need a table of them', () => {
    const long = (letter: string) =>
      Array.from({ length: 5000 }, (_, index) => `${letter}${index}`).join('\n');
    const config = (value: string): KubeObject => ({
      ...secret({}),
      kind: 'ConfigMap',
      data: { file: value },
    });
    expect(diffObjects(config(long('a')), config(long('b')))).toHaveLength(201);
  });
});

describe('secrets never stand in a diff:', () => {
  const hidden = 'hunter2hunter2';
  const value = Buffer.from(hidden).toString('base64');
  const other = Buffer.from('correct horse').toString('base64');
  const cases: [string, KubeObject | undefined, KubeObject, string[]][] = [
    ['data of a new Secret', undefined, secret({ password: value }), ['+  password: "***"']],
    [
      'changed data, told from what stays',
      secret({ password: value, user: value }),
      secret({ password: other, user: value }),
      ['-  password: "***"', '+  password: "*** (changed)"', '   user: "***"'],
    ],
    ['data that leaves', secret({ password: value }), secret({}), ['-  password: "***"']],
    ['stringData', undefined, { ...secret({}), stringData: { a: hidden } }, ['a: "***"']],
    [
      'the copy that kubectl keeps',
      secret({}, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': hidden, a: 'b' } }),
      secret({}),
      ['-    a: b'],
    ],
    [
      'variables that are named like one',
      deployment({ env: [{ name: 'DB_PASSWORD', value: hidden }] }),
      deployment({ env: [{ name: 'DB_PASSWORD', value: other }] }),
      ['-              value: "***"', '+              value: "*** (changed)"'],
    ],
    [
      'the password of an address',
      undefined,
      deployment({ env: [{ name: 'DATABASE', value: `postgres://shop:${hidden}@db:5432/shop` }] }),
      ['postgres://shop:***@db:5432/shop'],
    ],
    [
      'arguments',
      undefined,
      deployment({ args: [`--db-password=${hidden}`, '--token', hidden, '--verbose'] }),
      ['--db-password=***', '--verbose'],
    ],
    [
      'keys and lines of a ConfigMap',
      undefined,
      {
        ...secret({}),
        kind: 'ConfigMap',
        data: { API_TOKEN: hidden, 'app.properties': `a=b\ndb.password=${hidden}\nc: d` },
      },
      ['a=b', 'db.password=***', 'c: d'],
    ],
  ];
  test.each(cases)('%s', (_, before, after, says) => {
    const shown = text(diffObjects(before, after));
    for (const part of says) expect(shown).toContain(part);
    for (const never of [hidden, value, other, 'correct horse']) expect(shown).not.toContain(never);
  });

  test('and what is named only similarly is shown', () => {
    const shown = text(diffObjects(undefined, deployment({ image: 'ghcr.io/shop/token-service:1.2.3' })));
    expect(shown).toContain('ghcr.io/shop/token-service:1.2.3');
  });
});
