import { describe, expect, it } from 'vitest';
import { deployableDigest, missingPlatforms } from '../src/publish/pushed.ts';
import { tagBeside } from '../src/publish/tags.ts';
import type { Manifest } from '../src/registry/registry.ts';

const index = (
  ...images: [digest: string, os: string, architecture: string, variant?: string][]
): Manifest => ({
  digest: 'sha256:index',
  mediaType: 'application/vnd.oci.image.index.v1+json',
  bytes: new Uint8Array(),
  content: {
    manifests: images.map(([digest, os, architecture, variant]) => ({
      digest,
      platform: { os, architecture, variant },
    })),
  },
});
const attestation = ['sha256:a', 'unknown', 'unknown'] as [string, string, string];
const amd64 = ['sha256:1', 'linux', 'amd64'] as [string, string, string];
const arm64 = ['sha256:2', 'linux', 'arm64', 'v8'] as [string, string, string, string];
const single: Manifest = {
  ...index(),
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: 'sha256:one',
  content: {},
};

describe('the digest that is deployed', () => {
  it.each([
    ['of one image is its own', single, 'sha256:one'],
    ['of one image with provenance is the image, not the index', index(amd64, attestation), 'sha256:1'],
    ['of an index of one image is the image', index(amd64), 'sha256:1'],
    ['of several platforms is the index', index(amd64, arm64), 'sha256:index'],
    [
      'of several platforms with provenance is the index',
      index(amd64, attestation, arm64, attestation),
      'sha256:index',
    ],
  ])('%s', (_, pushed, digest) => {
    expect(deployableDigest(pushed)).toBe(digest);
  });
});

it.each([
  [index(amd64, arm64), ['linux/amd64', 'linux/arm64'], []],
  [index(amd64), ['linux/amd64', 'linux/arm64/v8'], ['linux/arm64/v8']],
  [single, ['linux/amd64', 'linux/arm64'], ['linux/amd64', 'linux/arm64']],
  [single, ['linux/amd64'], []],
  [index(amd64, ['sha256:3', 'linux', 'arm', 'v7']), ['linux/amd64', 'linux/arm'], []],
])('of %j with %j are missing: %j', (pushed, asked, missing) => {
  expect(missingPlatforms(pushed, asked)).toEqual(missing);
});

it('a tag beside another is valid and short enough', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  expect(tagBeside('1.0.0', digest)).toBe('1.0.0-abababababab');
  expect(tagBeside('x'.repeat(128), digest)).toMatch(/^x{115}-(ab){6}$/);
});
