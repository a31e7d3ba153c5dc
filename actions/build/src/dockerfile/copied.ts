import type { Instruction } from './dockerfile.ts';
import { type Environment, type Expanded, expand } from './environment.ts';
import { gap } from './flags.ts';
import { parseHeredoc } from './heredoc.ts';

/** What a COPY or ADD names as its sources, variables expanded; here-documents are none. */
export function copiedSources(
  { form, words, text }: Instruction,
  environment: Environment,
  escapeToken: string,
): Expanded[] {
  const written = form === 'exec' ? words : text.split(gap);
  return written
    .slice(0, -1)
    .filter((word) => parseHeredoc(word) === undefined)
    .map((word) => expand(word, environment, escapeToken));
}

/** Whether ADD would fetch a source instead of reading it from the context. */
export function isRemote(source: string): boolean {
  return /^[a-z0-9]+:\/\//i.test(source) || isGit(source);
}

/** Git over any protocol, as ADD tells it from a file to download. */
export function isGit(source: string): boolean {
  if (/^https?:\/\//i.test(source)) return /^[^#?]*\.git(?=[#?]|$)/.test(source);
  return /^(ssh|git):\/\//i.test(source) || /^[^\s/@:]+@[^\s/:]+:/.test(source);
}
