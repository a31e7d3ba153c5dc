import { isSpace } from './word-splitting.ts';

export interface SplitLine {
  /** As written. */
  keyword: string;
  flags: ReadonlyMap<string, readonly string[]>;
  /** What stands behind keyword and flags. */
  rest: string;
}

/** White space between the words of an instruction. */
export const gap = /[\t\v\f\r ]+/;

/** Keyword, `--flags` and the rest of an instruction, after BuildKit's `splitCommand`. */
export function splitInstruction(line: string, escapeToken: string): SplitLine {
  const trimmed = line.trim();
  const space = gap.exec(trimmed);
  if (space === null) return { keyword: trimmed, flags: new Map(), rest: '' };
  const keyword = trimmed.slice(0, space.index);
  const { words, rest } = leadingFlags(trimmed.slice(space.index + space[0].length), escapeToken);
  const flags = new Map<string, string[]>();
  for (const word of words) {
    const [, name = '', value = ''] = /^--([^=]*)=?([\s\S]*)$/.exec(word) ?? [];
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return { keyword, flags, rest: rest.trim() };
}

/** The words that begin with `--`, quotes and escapes removed, up to the first that does not, or up to a `--` alone. */
function leadingFlags(text: string, escapeToken: string): { words: string[]; rest: string } {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text.charAt(at))) {
      at += 1;
      continue;
    }
    if (!text.startsWith('--', at)) return { words, rest: text.slice(at) };
    const { word, end } = flagWord(text, at, escapeToken);
    at = end;
    if (word === '--') return { words, rest: text.slice(at) };
    words.push(word);
  }
  return { words, rest: '' };
}

function flagWord(text: string, from: number, escapeToken: string): { word: string; end: number } {
  let word = '';
  let quote = '';
  let at = from;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '' && isSpace(character)) break;
    if (quote === '' ? character === "'" || character === '"' : character === quote)
      quote = quote === '' ? character : '';
    else if (character !== escapeToken) word += character;
    else if (at + 1 < text.length) word += text.charAt(++at);
  }
  return { word, end: at };
}
