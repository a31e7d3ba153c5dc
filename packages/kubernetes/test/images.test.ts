import { describe, expect, test } from 'vitest';
import { setImages } from '../src/manifests/images.ts';
import { written } from './written.ts';

const workload = (image: string, kind = 'Deployment') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec: { replicas: 3, template: { spec: { initContainers: [{ name: i, image: "${image}" }], containers: [{ name: c, image: "${image}" }] } } }`;
const digest = `sha256:${'a'.repeat(64)}`;

describe('an image is set by digest', () => {
  const service = {
    service: 'web',
    reference: `ghcr.io/org/shop/web-app@${digest}`,
    aliases: ['registry.example:5000/web-alias'],
  };
  test.each([
    'web',
    'web:1',
    'web-app',
    'web-app:latest',
    'ghcr.io/org/shop/web-app',
    'ghcr.io/org/shop/web-app:1.2',
    'registry.example:5000/web-alias:1',
    `web@sha256:${'b'.repeat(64)}`,
  ])('where a container names %s', (image) => {
    const set = setImages(written(workload(image)), [service]);
    expect(set.problems).toEqual([]);
    expect(JSON.stringify(set.manifests).split(service.reference)).toHaveLength(3);
  });
  test.each(['other', 'ghcr.io/other/web-app', 'web-application', 'registry.example/web'])(
    'not where it names %s',
    (image) => {
      const set = setImages(written(workload(image)), [service]);
      expect(set.problems[0]?.what).toContain(`Deployment/web, container c: ${image}`);
      expect(set.warnings).toHaveLength(2);
    },
  );
  test('in CronJobs and custom kinds too', () => {
    const cron =
      '{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: web}]}}}}}}';
    const set = setImages(written(`${cron}\n---${workload('web', 'Rollout')}`), [service]);
    expect(JSON.stringify(set.manifests).split(service.reference)).toHaveLength(4);
  });

  const places: [string, string][] = [
    ['an init container', 'initContainers: [{name: i, image: web}], containers: [{name: c, image: other}]'],
    ['two containers at once', 'containers: [{name: c, image: "web:1"}, {name: d, image: "web:2"}]'],
    ['a volume', 'containers: [{name: c, image: other}], volumes: [{name: v, image: {reference: web}}]'],
  ];
  test.each(places)('in %s', (_name, spec) => {
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {${spec}}}}}`;
    const set = setImages(written(text), [service]);
    expect(set.problems).toEqual([]);
    expect(JSON.stringify(set.manifests)).not.toMatch(/"web(:\d)?"/);
  });
  test('in every template of a kind that has several', () => {
    const template = 'template: {spec: {containers: [{name: c, image: web}]}}';
    const ray = `{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: a}, spec: {headGroupSpec: {${template}}, workerGroupSpecs: [{${template}}, {${template}}]}}`;
    const set = setImages(written(ray), [service]);
    expect(JSON.stringify(set.manifests).split(service.reference)).toHaveLength(4);
  });
  test('and nothing else is: not a variable, not the pull policy', () => {
    const container =
      '{name: c, image: "web:1", imagePullPolicy: Always, env: [{name: SIDECAR_IMAGE, value: "web:1"}]}';
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [${container}]}}}}`;
    const set = setImages(written(text), [service]).manifests;
    expect(set).toEqual(written(text.replace('image: "web:1"', `image: "${service.reference}"`)));
  });
});

test('an image that already has a digest, and a container without image, are no warning', () => {
  const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c, image: "redis@${digest}"}, {name: d}]}}}}`;
  expect(setImages(written(text), [])).toEqual({ manifests: written(text), problems: [], warnings: [] });
});
