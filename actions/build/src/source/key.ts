import type { Sha256 } from '@workaday/core';
import type { Target } from '../services.ts';
import type { ResolvedBase } from './bases.ts';
import type { SeenEntry } from './context.ts';

/** To be raised when the same source gets another key, so that no image of the old meaning is taken. */
const format = 1;

/** `sha256:…` of each part that a key is made of. */
export interface KeyParts {
  files: string;
  dockerfile: string;
  bases: string;
  /** Build arguments. */
  arguments: string;
  /** Stage, platforms and what the builder was asked for. */
  options: string;
}

export interface KeyMaterial extends Pick<Target, 'stage' | 'platforms' | 'buildArgs'> {
  context: readonly SeenEntry[];
  dockerfileDigests: readonly string[];
  bases: readonly ResolvedBase[];
  builder: Readonly<Record<string, string>>;
}

/** Digests of the parts; the order in which arguments, bases and options are given does not matter. */
export function partDigests(material: KeyMaterial, sha256: Sha256): KeyParts {
  const { context, dockerfileDigests, bases, stage, platforms, buildArgs, builder } = material;
  // JSON keeps apart what lies side by side, and writes what is no UTF-8 as an escape.
  const digest = (value: unknown) => sha256(JSON.stringify(value));
  const sorted = (pairs: Iterable<readonly unknown[]>) =>
    [...pairs].map((pair) => JSON.stringify(pair)).sort();
  return {
    files: digest(
      context.map(({ path, kind, mode, target, digest: content }) => [path, kind, mode, target, content]),
    ),
    dockerfile: digest(dockerfileDigests),
    bases: digest(sorted(bases.map(({ reference, digest: resolved }) => [reference, resolved ?? null]))),
    arguments: digest(sorted(buildArgs)),
    options: digest([stage ?? null, platforms.toSorted(), sorted(Object.entries(builder))]),
  };
}

/** The source key: `sha256:…` over all parts. */
export function keyOf(parts: KeyParts, sha256: Sha256): string {
  const { files, dockerfile, bases, arguments: buildArguments, options } = parts;
  return sha256(JSON.stringify([format, files, dockerfile, bases, buildArguments, options]));
}
