import { readInputs, resolveConfig } from '@workaday/core';
import { nodeSha256 } from '@workaday/core/node';
import { describe, expect, it } from 'vitest';
import { contract } from '../src/contract.ts';
import { buildFailure } from '../src/docker/classify.ts';
import { buildTargets } from '../src/services.ts';

const config = resolveConfig(
  { services: { web: { dockerfile: 'services/web/Dockerfile' } } },
  { repository: 'a/b', manifestFolders: [] },
);
const [target] = buildTargets(config, readInputs(contract.inputs, {}), 'c'.repeat(40), nodeSha256);
if (target === undefined) throw new Error('no target');

/** Ends of real buildx output. */
const outputs: readonly [name: string, lines: string[], reason: string, line?: number][] = [
  [
    'a command that fails',
    [
      '#5 [2/3] RUN npm ci',
      '#5 0.321 npm error code E404',
      '#5 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
      '------',
      'Dockerfile:3',
      '--------------------',
      '   3 | >>> RUN npm ci',
      '--------------------',
      'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    ],
    'bad-dockerfile',
    3,
  ],
  [
    'an unknown instruction',
    ['Dockerfile:2', 'ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: COPPY'],
    'bad-dockerfile',
    2,
  ],
  [
    'a missing file',
    [
      'Dockerfile:4',
      'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref x: "/nope": not found',
    ],
    'bad-dockerfile',
    4,
  ],
  [
    'a missing file, older',
    [
      '------',
      ' > [1/1] COPY nope /:',
      '------',
      'ERROR: failed to solve: failed to compute cache key: "/nope" not found: not found',
    ],
    'bad-dockerfile',
    3,
  ],
  [
    'an unknown instruction, older',
    [
      'ERROR: failed to solve: rpc error: failed to create LLB definition: dockerfile parse error line 2: unknown instruction: COPPY',
    ],
    'bad-dockerfile',
    2,
  ],
  [
    'a missing base, older',
    [
      'ERROR: failed to solve: rpc error: failed to create LLB definition: 127.0.0.1:5000/a/b:nope: not found',
    ],
    'base-image',
  ],
  ['an unknown stage', ['ERROR: failed to solve: target stage "prod" could not be found'], 'bad-dockerfile'],
  [
    'a full disk',
    [
      '#7 ERROR: write /x: no space left on device',
      'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1',
    ],
    'disk-full',
  ],
  [
    'a refused push',
    [
      'ERROR: failed to solve: failed to push ghcr.io/a/b:1: unexpected status from POST request to https://ghcr.io/v2/a/b/blobs/uploads/: 403 Forbidden',
    ],
    'push-refused',
  ],
  [
    'a refused push of dockerd',
    ['ERROR: failed to build: failed to solve: error: denied: requested access to the resource is denied'],
    'push-refused',
  ],
  [
    'a missing base',
    [
      'ERROR: failed to solve: nope: failed to resolve source metadata for docker.io/library/nope:latest: pull access denied, repository does not exist',
    ],
    'base-image',
  ],
  [
    'a rate limit',
    [
      'ERROR: failed to solve: node:24: failed to resolve source metadata: 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit',
    ],
    'rate-limited',
  ],
  [
    'no daemon',
    [
      'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    'no-builder',
  ],
  ['no builder', ['ERROR: no builder "x" found'], 'no-builder'],
  ['a lost connection', ['ERROR: failed to receive status: rpc error: unexpected EOF'], 'network'],
  ['something else', ['ERROR: something new'], 'build-failed'],
  ['nothing said', [], 'build-failed'],
];

describe('a failed build', () => {
  it.each(outputs)('by %s', (_, lines, reason, line) => {
    const { parts } = buildFailure(target, lines, 1, { dockerfile: 'FROM scratch\n\n COPY nope /\n' });
    expect(parts.reason).toBe(reason);
    expect(parts.place?.line).toBe(line);
    expect(parts.place?.file).toBe(reason === 'bad-dockerfile' ? 'services/web/Dockerfile' : undefined);
    expect(Object.keys(contract.reasons)).toContain(reason);
  });

  it('keeps the useful end of its output', () => {
    const noise = Array.from({ length: 100 }, (_, index) => `#1 sha256:abc ${index} MB / 100 MB`);
    const useful = Array.from({ length: 50 }, (_, index) => `#2 1.0 step ${index}`);
    const { evidence } = buildFailure(target, [...useful, ...noise, 'ERROR: end'], 1).parts;
    expect(evidence?.split('\n')).toHaveLength(30);
    expect(evidence).toContain('step 49');
    expect(evidence).not.toContain('MB');
  });
});
