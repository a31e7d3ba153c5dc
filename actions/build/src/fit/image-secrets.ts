import type { Place } from '@workaday/core';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { ImageConfig } from '../registry/registry.ts';
import { splitVariable, variables } from './dockerfile-secrets.ts';
import type { Finding } from './finding.ts';
import { textSecrets, variableSecret } from './secrets.ts';
import { chainInstructions } from './stage-chain.ts';

/** Secrets that stand in the configuration or the history of an image. */
export function imageSecrets(
  { config = {}, history }: ImageConfig,
  dockerfile: Dockerfile | undefined,
  file: string,
): Finding[] {
  const named = [...(config.Env ?? []).map(splitVariable), ...Object.entries(config.Labels ?? {})];
  return [
    ...named.flatMap(
      ([name, value]) => variableSecret(name, value, { file, line: lineOf(name, dockerfile) }) ?? [],
    ),
    ...(history ?? []).flatMap(({ created_by }) => historySecrets(created_by ?? '', { file })),
  ];
}

function lineOf(name: string, dockerfile: Dockerfile | undefined): number | undefined {
  const instructions = dockerfile ? chainInstructions(dockerfile) : [];
  return instructions.findLast(
    (instruction) =>
      ['ENV', 'LABEL'].includes(instruction.keyword) && variables(instruction).some(([own]) => own === name),
  )?.line;
}

/** An entry is `RUN |1 A=b /bin/sh -c make # buildkit`, `ENV A=b`, or of a classic builder `/bin/sh -c #(nop)  ENV A=b`. */
export function historyKeyword(createdBy: string): { keyword: string; text: string } {
  const entry = createdBy.replace(/^\/bin\/sh -c #\(nop\)\s*/, '');
  const [, keyword, text = ''] = /^([A-Z]{3,}) ([\s\S]*)$/.exec(entry) ?? [];
  return keyword === undefined ? { keyword: 'RUN', text: entry } : { keyword, text };
}

function historySecrets(createdBy: string, place: Place): Finding[] {
  const { keyword, text } = historyKeyword(createdBy);
  return textSecrets(keyword, text, place);
}
