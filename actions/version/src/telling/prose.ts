import { markdownCode, markdownText } from '@workaday/core';

/** A pair of single backticks; `|` and `\` would not stay as they are in every place where code may stand. */
const code = /(?<!`)`([^`|\\\r\n]*[^`|\\\s])`(?!`)/;

/** The beginning of a text, never half a character. */
export function excerpt(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** One line of harmless Markdown, in which `code` stays code. */
export function prose(text: string): string {
  // Splitting at a group puts what it caught at every other place. Code that shows nothing stays text: without it
  // the words around it would meet, and what was harmless apart is a mention together.
  const parts = text
    .split(code)
    .map((part, index) => (index % 2 === 0 ? words(part) : markdownCode(part) || words(`\`${part}\``)));
  return parts.join('').trim();
}

/** Cut before it is escaped, so that no escape is cut apart. */
export function shortProse(text: string, longest: number): string {
  return prose(excerpt(text, longest));
}

/** Keeps the spaces around words, which stand between other parts. */
function words(text: string): string {
  const safe = markdownText(text);
  if (safe === '') return /^\s/.test(text) ? ' ' : '';
  return `${/^\s/.test(text) ? ' ' : ''}${safe}${/\s$/.test(text) ? ' ' : ''}`;
}
