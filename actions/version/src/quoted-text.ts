/** First and last line of something that quotes something else. */
interface Quotation {
  first: number;
  last: number;
}

/**
 * Indents every line that quotes something else (code fences, `>` quotes, folded or quoted HTML such as the
 * release notes in dependency updates), so that no line of it is taken for a footer. A block that is never
 * closed is not a quotation: a stray opening must not hide a real breaking change below it.
 */
export function indentQuotations(lines: readonly string[]): string[] {
  const result = lines.map((line) => (line.startsWith('>') ? ` ${line}` : line));
  const blocks = [
    ...fences(lines),
    ...comments(lines),
    ...['details', 'blockquote', 'pre'].flatMap(elements(lines)),
  ];
  const depth = new Int32Array(lines.length + 1);
  for (const { first, last } of blocks) {
    depth[first] = (depth[first] ?? 0) + 1;
    depth[last + 1] = (depth[last + 1] ?? 0) - 1;
  }
  let inside = 0;
  return result.map((line, index) => {
    inside += depth[index] ?? 0;
    return inside > 0 ? ` ${line}` : line;
  });
}

/** Code fences, closed by at least as many of the same character. */
function fences(lines: readonly string[]): Quotation[] {
  const marks = lines.flatMap((line, index) => {
    const [, run = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    return run === '' ? [] : [{ index, run, closes: info.trim() === '' }];
  });
  const closers = marks.filter((mark) => mark.closes);
  const found: Quotation[] = [];
  let after = -1;
  for (const { index, run } of marks) {
    const end =
      index <= after ? undefined : closers.find((mark) => mark.index > index && mark.run.startsWith(run));
    if (end === undefined) continue;
    found.push({ first: index, last: end.index });
    after = end.index;
  }
  return found;
}

function comments(lines: readonly string[]): Quotation[] {
  const found: Quotation[] = [];
  let first: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (first === undefined && /^\s*<!--/.test(line)) first = index;
    if (first === undefined || !line.includes('-->')) continue;
    found.push({ first, last: index });
    first = undefined;
  }
  return found;
}

/** Elements that begin a line, each with the closing tag that belongs to it. */
function elements(lines: readonly string[]) {
  return (name: string): Quotation[] => {
    const tags = new RegExp(`</?${name}\\b`, 'gi');
    const found: Quotation[] = [];
    const open: { index: number; beginsLine: boolean }[] = [];
    for (const [index, line] of lines.entries()) {
      for (const tag of line.matchAll(tags)) {
        if (!tag[0].startsWith('</')) {
          open.push({ index, beginsLine: line.slice(0, tag.index).trim() === '' });
          continue;
        }
        const opening = open.pop();
        if (opening?.beginsLine) found.push({ first: opening.index, last: index });
      }
    }
    return found;
  };
}
