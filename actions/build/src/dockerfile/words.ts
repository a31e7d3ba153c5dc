import { isSpace } from './word-splitting.ts';

/**
 * Words of a line as written, quotes and escapes kept; white space inside of quotes separates none. After BuildKit's
 * `parseWords`, which forgives quotes that are not closed.
 */
export function splitWords(text: string, escapeToken: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '' && isSpace(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (character === escapeToken && quote !== "'") {
      if (at + 1 < text.length) word += character + text.charAt(++at);
      continue;
    }
    if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    word += character;
  }
  return word === undefined ? words : [...words, word];
}

/** A word without its quotes and escapes; variables stay as they are. */
export function withoutQuotes(word: string, escapeToken: string): string {
  let text = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word.charAt(at);
    if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else if (character === escapeToken && quote !== "'" && at + 1 < word.length) {
      const next = word.charAt(++at);
      text += quote === '"' && !['"', '$', escapeToken].includes(next) ? character + next : next;
    } else text += character;
  }
  return text;
}

/** `name=value` pairs of ENV, values as written; also the old form `ENV name value`. Undefined where it is neither. */
export function keyValues(text: string, escapeToken: string): [name: string, value: string][] | undefined {
  const words = splitWords(text, escapeToken);
  if (words[0]?.includes('=') === false) {
    const [, name, value] = /^([^\t\v\f\r ]+)[\t\v\f\r ]+([\s\S]*)$/.exec(text) ?? [];
    return name === undefined || value === undefined ? undefined : [[name, value]];
  }
  const pairs = words.map((word): [string, string] => {
    const equals = word.indexOf('=');
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
  return words.some((word) => !word.includes('=')) ? undefined : pairs;
}
