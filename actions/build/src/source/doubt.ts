import { baseReferences } from '../dockerfile/base-references.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { unpinnedRemotes } from '../dockerfile/unpinned-remotes.ts';
import type { ResolvedBase } from './bases.ts';

/** Why two builds of one source may differ all the same; undefined when they may not. */
export function doubtOf(dockerfile: Dockerfile, bases: readonly ResolvedBase[]): string | undefined {
  const [unread] = dockerfile.problems;
  if (unread !== undefined) return `line ${unread.line}: ${unread.what}`;
  if (dockerfile.target === undefined) return 'the stage to build is not in the Dockerfile';
  const [unknown] = baseReferences(dockerfile).unresolved;
  if (unknown !== undefined)
    return `line ${unknown.line}: the image ${unknown.text} is not known: ${unknown.why}`;
  const [remote] = unpinnedRemotes(dockerfile);
  if (remote !== undefined) return `line ${remote.line}: ADD fetches what nothing pins: ${remote.text}`;
  const base = bases.find(({ digest }) => digest === undefined);
  if (base === undefined) return undefined;
  const { reference, problem } = base;
  return `the registry does not say what ${reference} is now${problem === undefined ? '' : `: ${problem}`}`;
}
