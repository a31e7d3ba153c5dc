import { chmodSync, statSync } from 'node:fs';
import { Failure } from '@workaday/core';
import { nodeFiles, nodeSha256, nodeSources } from '@workaday/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceOf } from '../src/source/source.ts';
import { options, SourceTree } from './support/source-tree.ts';

let tree: SourceTree;
beforeEach(() => {
  tree = new SourceTree();
});
afterEach(() => tree.remove());

describe('symlinks that docker follows', () => {
  beforeEach(() => {
    tree.write('real/a', 'a');
    tree.link('way', 'real');
  });

  it.each(['COPY way/a /', 'COPY way /x/', 'COPY w* /x/', 'RUN --mount=target=/x,source=way make'])(
    '%s reads behind them',
    async (instruction) => {
      tree.write('Dockerfile', `FROM node\n${instruction}\n`);
      const before = await tree.key();
      tree.write('real/a', 'changed');
      expect(await tree.key()).not.toBe(before);
    },
  );

  it('are no way out of a folder that is copied', async () => {
    tree.link('app/way', '../real');
    tree.write('Dockerfile', 'FROM node\nCOPY app /app\n');
    const before = await tree.key();
    tree.write('real/a', 'changed');
    expect(await tree.key()).toBe(before);
  });
});

describe('--parents', () => {
  it.each([
    ['COPY --parents a/b/c /', ['a', 'a/b']],
    ['COPY --parents a/./b/c /', ['a/b']],
    ['COPY a/b/c /', []],
  ])('%s copies the modes of %j', async (instruction, expected) => {
    tree.write('a/b/c');
    tree.write('Dockerfile', `FROM node\n${instruction}\n`);
    const before = await tree.key();
    const changed: string[] = [];
    for (const folder of ['a', 'a/b']) {
      const { mode } = statSync(tree.at(folder));
      chmodSync(tree.at(folder), 0o711);
      if ((await tree.key()) !== before) changed.push(folder);
      chmodSync(tree.at(folder), mode);
    }
    expect(changed).toEqual(expected);
  });
});

describe('a source that cannot be told', () => {
  it.each<[string, string]>([
    [
      'FROM node\nADD https://example.com/a /',
      'line 2: ADD fetches what nothing pins: https://example.com/a',
    ],
    [
      'FROM node:$BUILDARCH',
      'line 1: the image node:$BUILDARCH is not known: the value of BUILDARCH is not known',
    ],
    ['FROM gone', 'the registry does not say what docker.io/library/gone:latest is now'],
    ['# syntax=acme/x\nFROM node', 'line 1: the frontend acme/x is not docker/dockerfile'],
    ['USER x', 'the stage to build is not in the Dockerfile'],
  ])('%j', async (text, why) => {
    tree.write('Dockerfile', text);
    const resolve = async (reference: string) =>
      reference.includes('gone') ? undefined : nodeSha256(reference);
    expect(await tree.source({}, { resolve })).toMatchObject({ key: undefined, reusable: false, why });
  });

  it('is one where the registry of a base fails', async () => {
    tree.write('Dockerfile', 'FROM node');
    const failure = new Failure({ reason: 'rate-limited', what: 'docker.io says: slow down', next: 'Wait.' });
    expect(await tree.source({}, { resolve: () => Promise.reject(failure) })).toMatchObject({
      reusable: false,
      why: 'the registry does not say what docker.io/library/node:latest is now: docker.io says: slow down',
    });
  });

  it('is not hidden where resolving breaks by a mistake of ours', async () => {
    tree.write('Dockerfile', 'FROM node');
    await expect(tree.source({}, { resolve: () => Promise.reject(new TypeError('x')) })).rejects.toThrow('x');
  });

  it('fails where a file cannot be read', async () => {
    tree.write('Dockerfile', 'FROM node\nCOPY . /');
    tree.write('a');
    const port = nodeSources(tree.root);
    const digests = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES', path: 'a' }));
    const ports = { files: nodeFiles(tree.root), sources: { ...port, digests }, sha256: nodeSha256 };
    const target = {
      context: '.',
      dockerfile: 'Dockerfile',
      stage: undefined,
      platforms: [],
      buildArgs: new Map(),
    };
    await expect(sourceOf(target, options, ports)).rejects.toMatchObject({
      parts: { reason: 'unreadable-context', what: 'a cannot be read (EACCES)' },
    });
  });

  it('asks for no base that its digest names', async () => {
    const digest = nodeSha256('pinned');
    tree.write('Dockerfile', `FROM node:24@${digest}`);
    const source = await tree.source({}, { resolve: () => Promise.reject(new Error('asked')) });
    expect(source.bases).toEqual([{ reference: `docker.io/library/node:24@${digest}`, digest }]);
  });
});

describe('.git', () => {
  it.each([
    ['COPY . /', '', true],
    ['COPY . /', '.git', false],
    ['COPY src /', '', false],
    ['RUN --mount=target=/x make', '', true],
  ])('%s with %j ignored: %s', async (instruction, ignored, expected) => {
    tree.write('.git/HEAD', 'ref');
    tree.write('src/a', 'a');
    tree.write('.dockerignore', ignored);
    tree.write('Dockerfile', `FROM node\n${instruction}\n`);
    expect((await tree.source()).gitInContext).toBe(expected);
  });
});
