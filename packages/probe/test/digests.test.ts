import { expect, test } from 'vitest';
import { digestMismatch } from '../src/digests.ts';

const deployed = { web: 'registry.example.com/web@sha256:aa', jobs: 'registry.example.com/jobs@sha256:bb' };
const pod = (name: string, ...digests: (string | undefined)[]) => ({
  name,
  images: Object.fromEntries(digests.map((digest, index) => [`c${index}`, digest])),
});

test.each([
  ['the deployed digests run', [pod('web-1', 'sha256:aa'), pod('jobs-1', 'sha256:bb')]],
  ['a sidecar runs beside it', [pod('web-1', 'sha256:99', 'sha256:aa'), pod('jobs-1', 'sha256:bb')]],
  [
    'a third party runs as well',
    [pod('web-1', 'sha256:aa'), pod('jobs-1', 'sha256:bb'), pod('redis', 'sha256:cc')],
  ],
  ['a service has no pod now', [pod('web-1', 'sha256:aa')]],
  ['a container has not started', [pod('web-1', undefined)]],
])('nothing is wrong when %s', (_name, pods) => {
  expect(digestMismatch(pods, deployed)).toBeUndefined();
});

test('a pod with another image instead of the deployed one is named', () => {
  const mismatch = digestMismatch([pod('web-1', 'sha256:00'), pod('jobs-1', 'sha256:bb')], deployed);
  expect(mismatch).toContain('web was deployed as sha256:aa');
  expect(mismatch).toContain('web-1');
});
