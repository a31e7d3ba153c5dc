import { Failure, type Files, type Sha256, type Sources } from '@workaday/core';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { readDockerfile } from '../dockerfile/read-dockerfile.ts';
import type { Target } from '../services.ts';
import { type ResolvedBase, resolveBases } from './bases.ts';
import { ignoreFileOf, seenContext } from './context.ts';
import { contextPaths, wholeContext } from './context-paths.ts';
import { doubtOf } from './doubt.ts';
import { type KeyParts, keyOf, partDigests } from './key.ts';

/** Everything that one build is made of. */
export interface Source {
  /** `sha256:…`; equal keys mean that docker would see the same. Undefined when that cannot be told. */
  key: string | undefined;
  /** Whether an image of this key may stand for a build. */
  reusable: boolean;
  /** Why it may not. */
  why: string | undefined;
  dockerfile: Dockerfile;
  bases: readonly ResolvedBase[];
  /** Digest of each part of the key, to tell what changed. */
  parts: KeyParts;
  /** A `.git` folder is copied into the image, so that every commit makes another one. */
  gitInContext: boolean;
  /** A `.dockerignore`, of the Dockerfile or of the context, is there and not empty. */
  hasIgnoreFile: boolean;
}

export interface SourceOptions {
  /** Digest that a registry answers for a full reference, e.g. `docker.io/library/node:24`; asked once for each. */
  resolve: (reference: string) => Promise<string | undefined>;
  /** Platform that the builder builds for when the target names none, e.g. `linux/amd64`. */
  platform: string;
  /** What else changes the image: the builder, provenance, reproducible mode, … */
  builder: Readonly<Record<string, string>>;
  /** Takes the context as a whole, for a base image whose ONBUILD instructions are not in the Dockerfile. */
  wholeContext?: boolean;
}

export interface SourcePorts {
  files: Files;
  sources: Sources;
  sha256: Sha256;
}

export type SourceTarget = Pick<Target, 'context' | 'dockerfile' | 'stage' | 'platforms' | 'buildArgs'>;

/**
 * The source of one service. Version, labels, secrets, caches, times and owners are no part of it: none of them changes
 * what a layer holds. Throws a Failure when a file cannot be read.
 */
export async function sourceOf(
  target: SourceTarget,
  options: SourceOptions,
  ports: SourcePorts,
): Promise<Source> {
  const platforms = target.platforms.length === 0 ? [options.platform] : target.platforms;
  const text = (await readable(target, () => ports.files.readText(target.dockerfile))) ?? '';
  const dockerfile = readDockerfile(text, { buildArgs: target.buildArgs, target: target.stage, platforms });
  const paths = options.wholeContext ? wholeContext : contextPaths(dockerfile);
  const [bases, context, dockerfileDigests, ignoreFile] = await Promise.all([
    resolveBases(dockerfile, options.resolve),
    readable(target, () => seenContext(target, paths, ports)),
    readable(target, () => ports.sources.digests([target.dockerfile])),
    readable(target, () => ignoreFileOf(target, ports.files)),
  ]);
  const parts = partDigests(
    { ...target, platforms, builder: options.builder, dockerfileDigests, bases, context },
    ports.sha256,
  );
  const why = doubtOf(dockerfile, bases);
  return {
    key: why === undefined ? keyOf(parts, ports.sha256) : undefined,
    reusable: why === undefined,
    why,
    dockerfile,
    bases,
    parts,
    gitInContext: context.some(({ path, kind }) => kind === 'directory' && /(^|\/)\.git$/.test(path)),
    hasIgnoreFile: ignoreFile !== '',
  };
}

async function readable<T>({ context }: SourceTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as { code?: string; path?: string };
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT' && code !== 'ELOOP') throw error;
    throw new Failure({
      reason: 'unreadable-context',
      what: `${path ?? context} cannot be read (${code})`,
      why: `It belongs to the build context ${context}, and docker would have to read it, too.`,
      next: 'Let the user of the runner read it, or leave it out by .dockerignore.',
      cause: error,
    });
  }
}
