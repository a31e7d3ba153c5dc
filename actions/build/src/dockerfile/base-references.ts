import { parseImageReference, repositoryOf } from '@workaday/core';
import type { Dockerfile } from './dockerfile.ts';
import { executedBy } from './environment.ts';
import { sourcesFrom } from './sources-from.ts';
import { findStage } from './stages.ts';

/** An image that a build pulls. */
export interface BaseReference {
  /** In full, e.g. `docker.io/library/node:24`. */
  reference: string;
  line: number;
}

interface Named {
  text: string;
  line: number;
}

export type Unresolved = Named & { why: string };

export interface BaseReferences {
  /** Each image once. */
  references: readonly BaseReference[];
  /** What names an image that is not known before the build. */
  unresolved: readonly Unresolved[];
}

/** Every image that the stages of a build pull, with the frontend that a `# syntax=` names. */
export function baseReferences(dockerfile: Dockerfile): BaseReferences {
  const { stages, syntax, reachable } = dockerfile;
  const named = reachable.flatMap((stage) => {
    const from = executedBy(stage, dockerfile).flatMap((instruction) =>
      sourcesFrom(instruction)
        .filter((text) => findStage(stages, text) === undefined && text !== 'scratch')
        .map((text) => ({ text, line: instruction.line })),
    );
    return stage.base.kind === 'image' ? [{ text: stage.base.reference, line: stage.line }, ...from] : from;
  });
  const all = [...(syntax === undefined ? [] : [{ text: syntax, line: 1 }]), ...named].map(resolved);
  const unknown = reachable.flatMap(({ base, line }) =>
    base.kind === 'unknown' ? [{ text: base.text, line, why: base.why }] : [],
  );
  const references = all.flatMap((each) => ('reference' in each ? [each] : []));
  return {
    references: references.filter(
      ({ reference }, index) => references.findIndex((each) => each.reference === reference) === index,
    ),
    unresolved: [...unknown, ...all.flatMap((each) => ('why' in each ? [each] : []))],
  };
}

function resolved({ text, line }: Named): BaseReference | Unresolved {
  if (/[$"'\\]/.test(text)) return { text, line, why: 'variables and quotes are not allowed here' };
  const reference = parseImageReference(text);
  if ('problem' in reference) return { text, line, why: reference.problem };
  const { tag, digest } = reference;
  const suffix =
    digest === undefined ? `:${tag ?? 'latest'}` : `${tag === undefined ? '' : `:${tag}`}@${digest}`;
  return { reference: `${repositoryOf(reference)}${suffix}`, line };
}
