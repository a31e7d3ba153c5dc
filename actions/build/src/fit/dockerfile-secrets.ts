import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import type { Finding } from './finding.ts';
import { textSecrets, variableSecret } from './secrets.ts';
import { chainInstructions, shellText } from './stage-chain.ts';

/** Secrets that lines of the Dockerfile leave in the image. */
export function dockerfileSecrets(dockerfile: Dockerfile, file: string): Finding[] {
  return chainInstructions(dockerfile).flatMap((instruction) => {
    const place = { file, line: instruction.line };
    if (!['ENV', 'ARG', 'LABEL'].includes(instruction.keyword))
      return textSecrets(instruction.keyword, shellText(instruction), place);
    return variables(instruction).flatMap(([name, value]) => variableSecret(name, value, place) ?? []);
  });
}

/** `NAME=value` words, and the old form `ENV NAME value`. */
export function variables({ keyword, words }: Pick<Instruction, 'keyword' | 'words'>): [string, string][] {
  const [first = '', ...rest] = words;
  if (keyword !== 'ARG' && !first.includes('=')) return [[first, rest.join(' ')]];
  return words.map(splitVariable);
}

export function splitVariable(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
