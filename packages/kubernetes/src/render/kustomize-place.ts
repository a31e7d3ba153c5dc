import type { Place } from '@workaday/core';

/**
 * The file that kustomize stumbled over, and the line when it says one; undefined when it names none.
 * @param words its own, with paths relative to the checkout
 * @param known files that take part, the kustomization that is built first
 */
export function kustomizePlace(words: string, known: readonly string[]): Place | undefined {
  const line = Number(/yaml: line (\d+)/.exec(words)?.[1]) || undefined;
  const folder = [...words.matchAll(/(?:of|for) path '([^']+)'/g)].at(-1)?.[1];
  const isIn = (file: string) => folder !== undefined && file.startsWith(`${folder}/`);
  if (words.includes('invalid Kustomization')) {
    const file = known.find((one) => isIn(one) && /kustomization[^/]*$/i.test(one)) ?? known[0];
    return file === undefined ? undefined : { file, line };
  }
  const [named] = known
    .map((file) => ({ file, at: lastMention(words, file) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at - a.at || Number(isIn(b.file)) - Number(isIn(a.file)));
  return named && { file: named.file, line };
}

/** kustomize says the path of a file, or only its name. */
function lastMention(words: string, file: string): number {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...words.matchAll(new RegExp(`(?<![\\w.-])${name}(?![\\w-])`, 'g'))].at(-1)?.index ?? -1;
}
