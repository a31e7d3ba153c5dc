import type { KubeObject } from '@workaday/kubernetes';
import { describe, expect, test } from 'vitest';
import { deployedDigests, digestMismatch } from '../src/digests.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [web, jobs, redis] = ['a', 'b', 'c'].map(digest) as [string, string, string];
const images = { web: `registry.example.com/web@${web}`, jobs: `registry.example.com/jobs@${jobs}` };

function workload(kind: string, name: string, containers: Record<string, string>): KubeObject {
  const list = Object.entries(containers).map(([container, image]) => ({ name: container, image }));
  const template = { spec: { initContainers: [{ name: 'wait', image: images.jobs }], containers: list } };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec };
}

const written = [
  workload('Deployment', 'web', { web: images.web, proxy: `envoy@${redis}` }),
  workload('Deployment', 'redis', { redis: `redis@${redis}` }),
  workload('CronJob', 'nightly', { nightly: images.jobs }),
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } },
];
const deployed = deployedDigests(written, { images });

const pod = (
  name: string,
  workloadName: string,
  containers: Record<string, [named?: string | undefined, reported?: string | undefined]>,
) => ({
  name,
  workload: `Deployment/${workloadName}`,
  images: Object.fromEntries(
    Object.entries(containers).map(([container, [named, reported]]) => [container, { named, reported }]),
  ),
});

test('only what was built is looked for, where the release put it', () => {
  expect(deployed).toEqual({
    'Deployment/web': { web },
    'Deployment/redis': {},
    'CronJob/nightly': { nightly: jobs },
    'Service/web': {},
  });
});

describe('nothing is wrong when', () => {
  const right = pod('web-1', 'web', { web: [web, web], proxy: [redis, redis] });
  test.each([
    ['the deployed digest runs', [right]],
    ['a sidecar was put beside it', [pod('web-1', 'web', { web: [web, web], mesh: [digest('9')] })]],
    // A CronJob has no pod now, and a third party's pod runs none of what was built.
    ['others run other things', [right, pod('redis-1', 'redis', { redis: [redis, redis] })]],
    ['a container has not started', [pod('web-1', 'web', { web: [undefined, undefined] })]],
    ['a mutated tag runs the digest', [pod('web-1', 'web', { web: [undefined, web] })]],
    // Two indexes over one image: the runtime reports the one that it pulled first.
    ['its content has a second digest', [pod('web-1', 'web', { web: [web, digest('8')] })]],
    ['nothing runs yet', []],
  ])('%s', (_name, pods) => {
    expect(digestMismatch(pods, deployed)).toBeUndefined();
  });
});

describe('the pod and its container are named when', () => {
  test.each([
    ['it runs another digest', { web: [digest('0'), digest('0')] }, digest('0')],
    ['its tag became another digest', { web: [undefined, digest('0')] }, digest('0')],
    ['it will start another digest', { web: [digest('0'), undefined] }, digest('0')],
    ['the container is gone', { main: [web, web] }, 'has no container web'],
  ] satisfies [
    string,
    Record<string, [named?: string | undefined, reported?: string | undefined]>,
    string,
  ][])('%s', (_name, containers, told) => {
    const right = pod('web-1', 'web', { web: [web, web] });
    const mismatch = digestMismatch([right, pod('web-2', 'web', containers)], deployed);
    expect(mismatch).toContain('web-2');
    expect(mismatch).toContain(told);
    expect(mismatch).toContain(`which was deployed as ${web}`);
  });
});
