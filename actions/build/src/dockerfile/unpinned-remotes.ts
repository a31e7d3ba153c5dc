import { copiedSources, isGit, isRemote } from './copied.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { type Environment, type Expanded, expand, withEnvironments } from './environment.ts';

/** What a build fetches and what may be another thing tomorrow. */
export interface UnpinnedRemote {
  line: number;
  /** The source, or why it is not known. */
  text: string;
}

/** Sources of ADD that no digest or commit pins, and those that may be one. */
export function unpinnedRemotes(dockerfile: Dockerfile): UnpinnedRemote[] {
  return dockerfile.reachable.flatMap((stage) =>
    withEnvironments(stage, dockerfile).steps.flatMap(({ instruction, environment }) =>
      instruction.keyword === 'ADD' ? unpinned(instruction, environment, dockerfile.scope.escapeToken) : [],
    ),
  );
}

function unpinned(add: Instruction, environment: Environment, escapeToken: string): UnpinnedRemote[] {
  const [written = ''] = add.flags.get('checksum') ?? [];
  const checksum = expand(written, environment, escapeToken);
  return copiedSources(add, environment, escapeToken)
    .filter((source) => !('text' in source) || (isRemote(source.text) && !isPinned(source.text, checksum)))
    .map((source) => ({ line: add.line, text: 'text' in source ? source.text : source.why }));
}

const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function isPinned(source: string, given: Expanded): boolean {
  const checksum = 'text' in given ? given.text : '';
  if (!isGit(source)) return /^[a-z0-9]+:[0-9a-f]{64,}$/.test(checksum);
  const [, query = ''] = /\?([^#]*)/.exec(source) ?? [];
  const [, fragment = ''] = /#([^:]*)/.exec(source) ?? [];
  const parameters = new URLSearchParams(query);
  const pins = [
    checksum,
    fragment,
    ...['checksum', 'commit', 'ref'].map((name) => parameters.get(name) ?? ''),
  ];
  return pins.some((pin) => commit.test(pin));
}
