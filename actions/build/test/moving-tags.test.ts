import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitTag, type Move, moveTag } from '../src/publish/moving-tags.ts';
import type { Manifest, Registry } from '../src/registry/registry.ts';

const commit = (position: number) => position.toString(16).padStart(40, '0');
const image = (position: number, revision = commit(position)): Manifest => ({
  digest: `sha256:${position}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  bytes: new Uint8Array([position]),
  content: { revision },
});

/** A registry that does one thing at a time, each when `turn` lets it. */
function registryOf(tags: Map<string, Manifest>, turn: <T>(what: () => T) => Promise<T>): Registry {
  const images = new Map<string, Manifest>();
  const unused = () => Promise.reject(new Error('not part of moving a tag'));
  return {
    host: 'registry.test',
    manifest: (_, tag) => turn(() => tags.get(tag)),
    digestOf: (_, tag) => turn(() => tags.get(tag)?.digest),
    config: (_, manifest) =>
      turn(() => ({
        config: {
          Labels: {
            'org.opencontainers.image.revision': (manifest.content as { revision: string }).revision,
          },
        },
      })),
    putManifest: (_, tag, _type, bytes) =>
      turn(() => {
        const known = images.get(String(bytes[0])) ?? image(bytes[0] ?? 0);
        tags.set(tag, known);
        return known.digest;
      }),
    putBlob: unused,
    checkPush: unused,
    hurried: () => {
      throw new Error('not part of moving a tag');
    },
    requests: () => 0,
  };
}

const now = async <T>(what: () => T) => what();
const branch = (length: number) => Array.from({ length }, (_, position) => commit(position));
const lineOf = (commits: readonly string[]): Move['line'] => ({
  above: async (one) =>
    commits.includes(one) ? commits.slice(commits.indexOf(one) + 1).reverse() : { unknown: 'not on main' },
});

describe('a moving tag', () => {
  const move = (tags: Map<string, Manifest>, position: number, commits = branch(5)) =>
    moveTag({
      registry: registryOf(tags, now),
      path: 'a/b',
      tag: 'latest',
      commit: commit(position),
      image: image(position),
      line: lineOf(commits),
    });

  it('goes to the first image', async () => {
    const tags = new Map<string, Manifest>();
    expect(await move(tags, 0)).toEqual({ result: 'moved', from: undefined });
    expect(tags.get('latest')?.digest).toBe('sha256:0');
  });

  it('goes on to a newer commit, and says from where', async () => {
    const tags = new Map([['latest', image(1)]]);
    expect(await move(tags, 3)).toEqual({ result: 'moved', from: 'sha256:1' });
  });

  it('stays where it is', async () => {
    expect(await move(new Map([['latest', image(3)]]), 3)).toEqual({ result: 'stayed', from: 'sha256:3' });
  });

  it('is left when a newer commit has an image', async () => {
    const tags = new Map([
      ['latest', image(1)],
      [commitTag(commit(4)), image(4)],
    ]);
    expect(await move(tags, 2)).toMatchObject({
      result: 'left',
      why: expect.stringContaining('newer commit'),
    });
    expect(tags.get('latest')?.digest).toBe('sha256:1');
  });

  it('is left when another tool put a newer commit there', async () => {
    const tags = new Map([['latest', image(4)]]);
    expect(await move(tags, 2)).toMatchObject({ result: 'left' });
    expect(tags.get('latest')?.digest).toBe('sha256:4');
  });

  it('is left by a commit that is not on the branch', async () => {
    const tags = new Map([['latest', image(1)]]);
    expect(await move(tags, 9)).toEqual({ result: 'left', why: 'not on main' });
  });
});

it('never ends behind the newest image, in whatever order overlapping runs finish', async () => {
  const runs = fc.uniqueArray(fc.nat({ max: 6 }), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(runs, fc.scheduler(), async (positions, scheduler) => {
      const tags = new Map<string, Manifest>();
      const turn = async <T>(what: () => T) => {
        await scheduler.schedule(Promise.resolve());
        return what();
      };
      const registry = registryOf(tags, turn);
      const commits = branch(1);
      const line: Move['line'] = {
        above: (one) => turn(() => lineOf(commits).above(one)).then((above) => above),
      };
      const run = async (position: number) => {
        await turn(() => {
          while (commits.length <= position) commits.push(commit(commits.length));
        });
        const own = image(position);
        await registry.putManifest('a/b', commitTag(commit(position)), own.mediaType, own.bytes);
        await moveTag({ registry, path: 'a/b', tag: 'latest', commit: commit(position), image: own, line });
      };
      const all = Promise.all(positions.map(run));
      await scheduler.waitFor(all);
      expect(tags.get('latest')?.digest).toBe(`sha256:${Math.max(...positions)}`);
    }),
    { numRuns: 2000 },
  );
});
