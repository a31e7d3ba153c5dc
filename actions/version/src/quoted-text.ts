const fence = /^ {0,3}(`{3,}|~{3,})/;
const opening = /^\s*<(details|blockquote|pre|!--)/i;
const closings: Readonly<Record<string, RegExp>> = {
  details: /<\/details>/i,
  blockquote: /<\/blockquote>/i,
  pre: /<\/pre>/i,
  '!--': /-->/,
};

/**
 * Indents every line that quotes something else (code fences, `>` quotes, folded or quoted HTML such as the
 * release notes in dependency updates), so that no line of it is taken for a footer. A block that is never
 * closed is not a quotation: a stray opening must not hide a real breaking change below it.
 */
export function indentQuotations(lines: readonly string[]): string[] {
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const end = endOfQuotation(lines, index);
    for (const line of lines.slice(index, end)) result.push(` ${line}`);
    if (end === index) result.push(lines[index] ?? '');
    index = Math.max(end, index + 1);
  }
  return result;
}

/** Index after the quotation that begins at `start`; `start` itself when none begins there. */
function endOfQuotation(lines: readonly string[], start: number): number {
  const line = lines[start] ?? '';
  if (line.startsWith('>')) return start + 1;
  const ticks = fence.exec(line)?.[1];
  if (ticks !== undefined) {
    const close = new RegExp(`^ {0,3}${ticks[0] === '~' ? '~' : '`'}{${ticks.length},}\\s*$`);
    return indexAfter(lines, start + 1, start, close);
  }
  const tag = opening.exec(line)?.[1]?.toLowerCase();
  const close = tag === undefined ? undefined : closings[tag];
  if (tag === undefined || close === undefined) return start;
  return tag === '!--' ? indexAfter(lines, start, start, close) : indexAfterNested(lines, start, tag, close);
}

function indexAfter(lines: readonly string[], from: number, otherwise: number, close: RegExp): number {
  const found = lines.findIndex((line, index) => index >= from && close.test(line));
  return found < 0 ? otherwise : found + 1;
}

function indexAfterNested(lines: readonly string[], start: number, tag: string, close: RegExp): number {
  const count = (line: string, pattern: RegExp) => [...line.matchAll(new RegExp(pattern, 'gi'))].length;
  let depth = 0;
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    depth += count(line, new RegExp(`<${tag}\\b`)) - count(line, close);
    if (depth <= 0) return index + 1;
  }
  return start;
}
