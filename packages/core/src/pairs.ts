/** One entry of a text of pairs. */
export interface Entry {
  /** Empty when the entry names none. */
  key: string;
  value: string;
  /** What is wrong with it, without any of its text. */
  problem?: string;
}

/**
 * Reads `KEY=value`, one a line; or, for a value of any lines, `KEY<<END`, the value, and a line with END alone. Such a
 * value is kept byte for byte, without the line end before END. Empty lines between entries are dropped.
 */
export function readPairs(text: string): Entry[] {
  const entries: Entry[] = [];
  let rest = text;
  while (rest !== '') {
    const [line, behind] = cut(rest, rest.indexOf('\n'));
    const [, key = '', end] = /^\s*([^\s=<]+)<<([^\s=<]+)\s*$/.exec(line) ?? [];
    rest = behind;
    if (end !== undefined) {
      const block = readBlock(behind, end);
      entries.push({ key, ...block });
      rest = block.rest;
    } else if (line.trim() !== '') entries.push(readLine(line.replace(/\r$/, '')));
  }
  return entries;
}

function readLine(line: string): Entry {
  const at = line.indexOf('=');
  const key = at < 0 ? '' : line.slice(0, at).trim();
  return { key, value: line.slice(at + 1), ...(key === '' && { problem: 'has no KEY=' }) };
}

function readBlock(text: string, end: string): { value: string; rest: string; problem?: string } {
  for (let start = 0; start <= text.length; ) {
    const [line, behind] = cut(text.slice(start), text.indexOf('\n', start) - start);
    if (line.trim() === end) return { value: text.slice(0, Math.max(0, start - 1)), rest: behind };
    start += line.length + 1;
  }
  return { value: '', rest: '', problem: 'has no line with the text after << alone' };
}

/** The text before and behind a position; all of it and nothing when there is none. */
function cut(text: string, at: number): [string, string] {
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
