import type { Place } from '@workaday/core';
import type { TemplateFile } from './helm-output.ts';

/**
 * Where Helm stumbled: the innermost template that it names, or the file of values.
 * @param words its own, with paths relative to the checkout
 */
export function helmPlace(words: string, fileOf: TemplateFile): Place | undefined {
  const template = [...words.matchAll(/([^\s():"']+\/templates\/[^\s():"']+):(\d+)(?::(\d+))?/g)].at(-1);
  if (template) {
    const [, path = '', line, column] = template;
    return {
      file: fileOf(path),
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
    };
  }
  const broken = /YAML parse error on ([^\s:]+)/.exec(words)?.[1];
  if (broken !== undefined) return { file: fileOf(broken) };
  const line = Number(/yaml: line (\d+)/.exec(words)?.[1]) || undefined;
  const given = /failed to parse ([^\s:]+)/.exec(words)?.[1];
  if (given !== undefined) return { file: given, line };
  const [, subchart, own] = /(?:unpacking subchart (\S+) in .*)?cannot load ([^\s:]+)/.exec(words) ?? [];
  if (own !== undefined) return { file: fileOf(`/${subchart ? `charts/${subchart}/` : ''}${own}`), line };
  if (words.includes('specifications of the schema')) return { file: fileOf('/values.schema.json') };
  return undefined;
}
