import { Failure } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { baseDigests } from '../src/registry/base-images.ts';
import type { Registry } from '../src/registry/registry.ts';

const own = `sha256:${'a'.repeat(64)}`;
const mirrored = `sha256:${'b'.repeat(64)}`;
const failure = new Failure({ reason: 'registry-unreachable', what: 'it is down', next: 'Start it.' });

/** Hosts by what they answer; the questions are kept. */
function world(answers: Record<string, string | undefined | Error>) {
  const asked: string[] = [];
  const connect = async (host: string) => {
    const digestOf: Registry['digestOf'] = async (path, reference) => {
      asked.push(`${host}/${path}:${reference}`);
      const answer = answers[host];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const hurried = () => ({ digestOf }) as Registry;
    return { hurried } as Registry;
  };
  return { asked, connect };
}

describe('the digest of a base image', () => {
  it.each([
    ['node', 'docker.io/library/node:latest'],
    ['ghcr.io/acme/base:1', 'ghcr.io/acme/base:1'],
    ['GHCR.io/acme/base:1', 'ghcr.io/acme/base:1'],
  ])('of %s is asked for as %s, once', async (reference, question) => {
    const { asked, connect } = world({ 'docker.io': own, 'ghcr.io': own });
    const base = baseDigests(connect);
    expect(await Promise.all([base(reference), base(reference)])).toEqual([own, own]);
    expect(asked).toEqual([question]);
  });

  it('that stands in the reference is not asked for', async () => {
    const { asked, connect } = world({});
    expect(await baseDigests(connect)(`node:24@${own}`)).toBe(own);
    expect(asked).toEqual([]);
  });

  it.each<[string, string | undefined | Error, string, number]>([
    ['comes from the mirror', mirrored, mirrored, 1],
    ['comes from the host when the mirror has none', undefined, own, 2],
    ['comes from the host when the mirror fails', failure, own, 2],
  ])('%s', async (_, answer, expected, questions) => {
    const { asked, connect } = world({ 'docker.io': own, mirror: answer });
    expect(await baseDigests(connect, new Map([['docker.io', 'mirror']]))('node:24')).toBe(expected);
    expect(asked).toHaveLength(questions);
    expect(asked[0]).toBe('mirror/library/node:24');
  });

  it('of another host does not come from that mirror', async () => {
    const { asked, connect } = world({ 'ghcr.io': own, mirror: mirrored });
    expect(await baseDigests(connect, new Map([['docker.io', 'mirror']]))('ghcr.io/acme/base')).toBe(own);
    expect(asked).toEqual(['ghcr.io/acme/base:latest']);
  });

  it('is a failure that is handed over when nobody can tell it, and undefined when there is none', async () => {
    const { connect } = world({ 'docker.io': failure, 'ghcr.io': undefined });
    const base = baseDigests(connect);
    expect(await base('node')).toBe(failure);
    expect(await base('ghcr.io/acme/none')).toBeUndefined();
    expect(await base('No Image')).toMatchObject({ parts: { reason: 'base-image' } });
  });

  it('does not hide an error of ours', async () => {
    const { connect } = world({ 'docker.io': new TypeError('a bug') });
    await expect(baseDigests(connect)('node')).rejects.toThrow('a bug');
  });
});
