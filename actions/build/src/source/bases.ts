import { Failure } from '@workaday/core';
import { baseReferences } from '../dockerfile/base-references.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';

/** An image that a build pulls, and the digest that its registry answers for it. */
export interface ResolvedBase {
  reference: string;
  /** Undefined when the registry knows no such image, or did not answer: then `problem` says why. */
  digest: string | undefined;
  problem?: string;
}

/** Asks for the digest of each image that a build pulls, side by side; a digest that is written is not asked for. */
export async function resolveBases(
  dockerfile: Dockerfile,
  resolve: (reference: string) => Promise<string | undefined>,
): Promise<ResolvedBase[]> {
  return Promise.all(
    baseReferences(dockerfile).references.map(async ({ reference }): Promise<ResolvedBase> => {
      const pinned = /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1];
      if (pinned !== undefined) return { reference, digest: pinned };
      try {
        return { reference, digest: await resolve(reference) };
      } catch (error) {
        // A base that cannot be asked for forbids reuse, and no more: the builder may reach it all the same.
        if (error instanceof Failure) return { reference, digest: undefined, problem: error.parts.what };
        throw error;
      }
    }),
  );
}
