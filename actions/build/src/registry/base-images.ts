import { Failure, parseImageReference } from '@workaday/core';
import type { Registry } from './registry.ts';

/** Digest of a base image as the registry tells it now; undefined when there is none, a Failure when it cannot be told. */
export type BaseDigest = (reference: string) => Promise<string | undefined | Failure>;

/**
 * Asks for the digests of base images, for each reference once, and in haste: without them there is a build, with its own
 * patience.
 * @param connect the connection to a host
 * @param mirrors host → the mirror to ask before it; whatever a mirror cannot answer, the host is asked
 */
export function baseDigests(
  connect: (host: string) => Promise<Registry>,
  mirrors: ReadonlyMap<string, string> = new Map(),
): BaseDigest {
  const asked = new Map<string, ReturnType<BaseDigest>>();

  async function ask(host: string, path: string, tag: string): Promise<string | undefined | Failure> {
    try {
      return await (await connect(host)).hurried().digestOf(path, tag);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  async function find(reference: string): Promise<string | undefined | Failure> {
    const parsed = parseImageReference(reference);
    if ('problem' in parsed) return badReference(reference, parsed.problem);
    if (parsed.digest !== undefined) return parsed.digest;
    const { host, path, tag = 'latest' } = parsed;
    const mirror = mirrors.get(host);
    const mirrored = mirror === undefined ? undefined : await ask(mirror, path, tag);
    return typeof mirrored === 'string' ? mirrored : ask(host, path, tag);
  }

  return (reference) => {
    const known = asked.get(reference) ?? find(reference);
    asked.set(reference, known);
    return known;
  };
}

function badReference(reference: string, problem: string): Failure {
  return new Failure({
    reason: 'base-image',
    what: `the base image ${JSON.stringify(reference)} is no image reference: ${problem}`,
    next: 'Correct the line of the Dockerfile that names it.',
  });
}
