import type { KubeObject } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { standingOf } from '../src/standing.ts';

const found = (kind: string, name: string, release?: number | 'missing') => {
  const annotations = typeof release === 'number' ? { 'workaday.dev/release': String(release) } : {};
  const live: KubeObject = { apiVersion: 'v1', kind, metadata: { name, annotations } };
  return { ref: { apiVersion: 'v1', kind, name }, live: release === 'missing' ? undefined : live };
};

test('everything as the release wrote it', () => {
  expect(standingOf([found('Deployment', 'web', 4), found('ConfigMap', 'web', 4)], 4)).toEqual({
    kind: 'whole',
  });
  expect(standingOf([], 4)).toEqual({ kind: 'whole' });
});

test('a newer deploy has begun', () => {
  const standing = standingOf([found('Deployment', 'web', 5), found('ConfigMap', 'web', 'missing')], 4);
  expect(standing).toEqual({ kind: 'superseded', by: 5 });
});

test.each([
  ['is still that of release 3', found('Deployment', 'web', 3)],
  ['is missing', found('Deployment', 'web', 'missing')],
  ['was written by something else', found('Deployment', 'web')],
])('a part %s', (text, part) => {
  const standing = standingOf([found('ConfigMap', 'web', 4), part], 4);
  expect(standing).toMatchObject({
    kind: 'incomplete',
    why: expect.stringContaining(`Deployment/web ${text}`),
  });
});

test('a Job that cleaned itself up is no gap', () => {
  expect(standingOf([found('Job', 'migrate', 'missing'), found('Service', 'web', 4)], 4)).toEqual({
    kind: 'whole',
  });
});
