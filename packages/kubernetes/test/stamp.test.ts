import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { stampObject } from '../src/manifests/stamp.ts';
import { sameIntent } from '../src/plan/bookkeeping.ts';
import { writtenObject } from './written.ts';

const deployment = writtenObject(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c }] } } }`);
const stamp = (object: KubeObject, release = 7, changeCause?: string) =>
  stampObject(object, { namespace: 'shop', app: 'shop', release, changeCause });

test('a stamp says whose object it is and which release wrote it, and never reaches the pods', () => {
  const stamped = stamp(deployment, 7, 'workaday: release 7');
  expect(stamped.metadata).toEqual({
    name: 'web',
    namespace: 'shop',
    labels: {
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'workaday',
    },
    annotations: {
      'workaday.dev/app': 'shop',
      'workaday.dev/release': '7',
      'kubernetes.io/change-cause': 'workaday: release 7',
    },
  });
  expect(stamped['spec']).toBe(deployment['spec']);
});

test('what the manifest says is kept, but that we manage it', () => {
  const own = {
    labels: {
      'app.kubernetes.io/name': 'shopfront',
      'app.kubernetes.io/part-of': 'suite',
      'app.kubernetes.io/managed-by': 'Helm',
    },
    annotations: { 'kubernetes.io/change-cause': 'because', 'workaday.dev/release': '99', other: 'x' },
  };
  const { metadata } = stamp({ ...deployment, metadata: { name: 'web', ...own } }, 7, 'workaday: release 7');
  expect(metadata.labels).toEqual({ ...own.labels, 'app.kubernetes.io/managed-by': 'workaday' });
  expect(metadata.annotations).toEqual({
    ...own.annotations,
    'workaday.dev/app': 'shop',
    'workaday.dev/release': '7',
  });
});

test.each(['v1 Service', 'v1 Pod', 'v1 ConfigMap', 'batch/v1 Job', 'argoproj.io/v1alpha1 Rollout'])(
  'a %s gets neither a name to be selected by nor a cause',
  (type) => {
    const [apiVersion = '', kind = ''] = type.split(' ');
    const { labels, annotations } = stamp({ ...deployment, apiVersion, kind }, 7, 'cause').metadata;
    expect(labels).not.toHaveProperty('app.kubernetes.io/name');
    expect(annotations).not.toHaveProperty('kubernetes.io/change-cause');
  },
);

test('a name that is no label is left out', () => {
  const long = { ...deployment, metadata: { name: 'a'.repeat(64) } };
  expect(stamp(long).metadata.labels).not.toHaveProperty('app.kubernetes.io/name');
});

test('two releases of the same manifest are the same', () => {
  expect(sameIntent(stamp(deployment, 7, 'one'), stamp(deployment, 8, 'other'))).toBe(true);
});
