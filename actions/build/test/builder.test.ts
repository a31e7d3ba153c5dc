import { describe, expect, it } from 'vitest';
import {
  abilitiesOf,
  type Builder,
  parseInfo,
  parseInspect,
  platformsNotRun,
  shortcomings,
} from '../src/docker/builder.ts';

const amd64 = ['linux/amd64', 'linux/386'];
const classic: Builder = {
  name: 'default',
  driver: 'docker',
  store: 'classic',
  platforms: amd64,
  dataFolder: '/d',
};
const containerd: Builder = { ...classic, store: 'containerd' };
const container: Builder = { ...classic, name: 'b', driver: 'docker-container', store: undefined };
const plain = { platforms: [], provenance: 'off', reproducible: false } as const;

describe('what buildx says of a builder', () => {
  it.each([
    [
      "docker's own",
      'Name:   default\nDriver: docker\n\nNodes:\nName:             default\nEndpoint:         default\nStatus:           running\nPlatforms:        linux/amd64, linux/386\n',
      { name: 'default', driver: 'docker', platforms: amd64, error: undefined },
    ],
    [
      'two nodes, with preferred platforms',
      'Name:          farm\nDriver:        docker-container\nLast Activity: 2026\n\nNodes:\nName:      farm0\nPlatforms: linux/amd64*, linux/386\n\nName:      farm1\nPlatforms: linux/arm64\n',
      { name: 'farm', driver: 'docker-container', platforms: [...amd64, 'linux/arm64'], error: undefined },
    ],
    [
      'one that does not answer',
      'Name:          default\nDriver:        \nError:         failed to connect to the docker API\n',
      { name: 'default', driver: '', platforms: [], error: 'failed to connect to the docker API' },
    ],
  ])('is read: %s', (_, text, expected) => {
    expect(parseInspect(text)).toEqual(expected);
  });
});

it.each([
  [
    '{"DriverStatus":[["Backing Filesystem","extfs"]],"DockerRootDir":"/d"}',
    { store: 'classic', dataFolder: '/d' },
  ],
  [
    '{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],"DockerRootDir":"/d"}',
    { store: 'containerd', dataFolder: '/d' },
  ],
  ['{"DriverStatus":null}', { store: 'classic', dataFolder: undefined }],
])('docker info %s is %j', (text, expected) => {
  expect(parseInfo(text)).toEqual(expected);
});

describe('what is asked for and cannot be done', () => {
  it.each([
    ['nothing', classic, plain],
    ['one platform', classic, { ...plain, platforms: ['linux/amd64'] }],
    ['everything, of a full builder', container, { platforms: amd64, provenance: 'max', reproducible: true }],
    [
      'everything, of the containerd store',
      containerd,
      { platforms: amd64, provenance: 'min', reproducible: true },
    ],
  ] as const)('%s: nothing is wrong', (_, builder, demand) => {
    expect(shortcomings(builder, demand)).toEqual([]);
  });

  it.each([
    ['several platforms', classic, { ...plain, platforms: amd64 }, 'one platform at a time'],
    ['provenance', classic, { ...plain, provenance: 'min' }, 'attaches no provenance'],
    ['reproducible', classic, { ...plain, reproducible: true }, 'does not rewrite timestamps'],
  ] as const)('%s: it is said, with what to do', (_, builder, demand, what) => {
    const problems = shortcomings(builder, demand);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.what).toContain(what);
    expect(problems[0]?.next).toBeTruthy();
  });

  it('all at once', () => {
    const demand = {
      platforms: ['linux/arm64', 'linux/amd64'],
      provenance: 'max',
      reproducible: true,
    } as const;
    expect(shortcomings(classic, demand)).toHaveLength(3);
    expect(abilitiesOf(classic)).toMatchObject({ push: 'from-store', registryCache: false });
    expect([containerd, container].map((builder) => abilitiesOf(builder).push)).toEqual([
      'by-tag',
      'by-digest',
    ]);
  });
});

it.each([
  [[], ['linux/s390x'], []],
  [amd64, ['linux/amd64', 'linux/arm64'], ['linux/arm64']],
  [['linux/arm64/v8'], ['linux/arm64'], []],
  [['linux/arm/v7'], ['linux/arm'], []],
])('a builder for %j runs of %j all but %j', (platforms, asked, notRun) => {
  expect(platformsNotRun({ ...container, platforms }, { platforms: asked })).toEqual(notRun);
});
