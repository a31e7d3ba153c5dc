import { describe, expect, it } from 'vitest';
import { baseReferences } from '../src/dockerfile/base-references.ts';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { unpinnedRemotes } from '../src/dockerfile/unpinned-remotes.ts';

const read = (text: string, buildArgs: Record<string, string> = {}) =>
  readDockerfile(text, { buildArgs: new Map(Object.entries(buildArgs)), target: undefined, platforms: [] });

const digest = `sha256:${'a'.repeat(64)}`;

describe('images that a build pulls', () => {
  it('are all that its stages name, each once, in full', () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      'ARG V=24',
      'FROM node:$V AS base',
      'FROM unused AS unused',
      'FROM base',
      'COPY --from=ghcr.io/acme/tools a /',
      'COPY --from=base a /',
      'COPY --from=scratch a /',
      `RUN --mount=from=alpine:3@${digest},target=/x --mount=type=bind,from=node:24,target=/y make`,
      'ONBUILD COPY --from=later a /',
    ].join('\n');
    expect(baseReferences(read(text))).toEqual({
      references: [
        { reference: 'docker.io/docker/dockerfile:1', line: 1 },
        { reference: 'docker.io/library/node:24', line: 3 },
        { reference: 'ghcr.io/acme/tools:latest', line: 6 },
        { reference: `docker.io/library/alpine:3@${digest}`, line: 9 },
      ],
      unresolved: [],
    });
  });

  it.each<[string, { text: string; line: number; why: string }]>([
    ['ARG V\nFROM $V', { text: '$V', line: 2, why: 'it is empty' }],
    [
      'FROM Node',
      { text: 'Node', line: 1, why: 'upper-case letters are not allowed; "library/node" would be' },
    ],
    ['FROM a\nCOPY --from=$X a /', { text: '$X', line: 2, why: 'variables and quotes are not allowed here' }],
    ['FROM a:$BUILDARCH', { text: 'a:$BUILDARCH', line: 1, why: 'the value of BUILDARCH is not known' }],
  ])('%j is not known', (text, unresolved) => {
    expect(baseReferences(read(text)).unresolved).toMatchObject([
      { ...unresolved, why: expect.stringContaining(unresolved.why.split(';')[0] ?? '') },
    ]);
  });
});

describe('what nothing pins', () => {
  const commit = 'c'.repeat(40);
  it.each<[string, string[]]>([
    ['ADD https://example.com/a.tgz /', ['https://example.com/a.tgz']],
    [`ADD --checksum=${digest} https://example.com/a.tgz /`, []],
    ['ADD --checksum=sha256:short https://example.com/a.tgz /', ['https://example.com/a.tgz']],
    ['ADD https://example.com/a.git /', ['https://example.com/a.git']],
    ['ADD https://example.com/a.git#main /', ['https://example.com/a.git#main']],
    [`ADD https://example.com/a.git#${commit}:docs /`, []],
    [`ADD https://example.com/a.git?ref=${commit} /`, []],
    ['ADD https://example.com/a.git?tag=v1 /', ['https://example.com/a.git?tag=v1']],
    [`ADD --checksum=${commit} https://example.com/a.git#v1 /`, []],
    ['ADD git@example.com:a/b.git /', ['git@example.com:a/b.git']],
    ['ADD ssh://git@example.com/a/b /', ['ssh://git@example.com/a/b']],
    ['ADD $URL /', ['the value of URL is not known']],
    ['ARG U=https://example.com/a\nADD a $U b /', ['https://example.com/a']],
    ['ADD a.tar github.com/acme/shop /', []],
    ['COPY $X /', []],
    ['RUN curl https://example.com', []],
  ])('%s', (instruction, expected) => {
    expect(unpinnedRemotes(read(`FROM x\n${instruction}`)).map(({ text }) => text)).toEqual(expected);
  });

  it('says at which line', () => {
    expect(unpinnedRemotes(read('FROM x\n\nADD https://example.com/a /'))).toEqual([
      { line: 3, text: 'https://example.com/a' },
    ]);
  });
});
