/** First and last line of something that quotes something else. */
interface Quotation {
  first: number;
  last: number;
}

/**
 * Which lines quote something else: code fences, `>` quotes, indented text, HTML comments, and folded or quoted HTML
 * such as the release notes in dependency updates. A block that is never closed is not a quotation: a stray opening
 * must not hide a real breaking change below it. Inside a fence or a comment no other block begins or ends.
 */
export function quotedLines(lines: readonly string[]): boolean[] {
  const quoted = lines.map((line) => /^[>\s]/.test(line));
  const literal = covered(lines.length, fencesAndComments(lines));
  const folded = covered(lines.length, elements(lines, literal));
  return quoted.map((alone, index) => alone || literal[index] === true || folded[index] === true);
}

function covered(length: number, quotations: readonly Quotation[]): boolean[] {
  if (quotations.length === 0) return [];
  const change = new Int32Array(length + 1);
  for (const { first, last } of quotations) {
    change[first] = (change[first] ?? 0) + 1;
    change[last + 1] = (change[last + 1] ?? 0) - 1;
  }
  const result: boolean[] = [];
  let depth = 0;
  for (let index = 0; index < length; index += 1) {
    depth += change[index] ?? 0;
    result.push(depth > 0);
  }
  return result;
}

/** A line that may begin or end a block: with a fence's run of characters, or with the sign of a comment. */
interface Mark {
  index: number;
  run: string;
  mayCloseFence: boolean;
  opensComment: boolean;
  endsComment: boolean;
}

function marksOf(lines: readonly string[]): Mark[] {
  const marks: Mark[] = [];
  for (const [index, line] of lines.entries()) {
    // Backticks after backticks are code within a line, no fence.
    const run = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1] ?? '';
    const opensComment = /^\s*<!--/.test(line);
    const endsComment = line.includes('-->');
    if (run === '' && !opensComment && !endsComment) continue;
    marks.push({ index, run, mayCloseFence: line.trim() === run, opensComment, endsComment });
  }
  return marks;
}

/** Code fences, each closed by at least as many of the same character; and HTML comments. */
function fencesAndComments(lines: readonly string[]): Quotation[] {
  const marks = marksOf(lines);
  const closed = closedSomewhere(marks);
  const found: Quotation[] = [];
  let open: Mark | undefined;
  for (const [order, mark] of marks.entries()) {
    const opensNow = open === undefined && closed[order] === true;
    if (opensNow) open = mark;
    if (open === undefined || !closes(mark, open, opensNow)) continue;
    found.push({ first: open.index, last: mark.index });
    open = undefined;
  }
  return found;
}

/** @param opensNow whether both marks are one line: a comment may end where it begins, a fence may not */
function closes(mark: Mark, open: Mark, opensNow: boolean): boolean {
  if (open.opensComment) return mark.endsComment;
  return !opensNow && mark.mayCloseFence && mark.run !== '' && mark.run.startsWith(open.run);
}

/** Which marks open a block that a later one closes; told from the end, so that nobody searches twice. */
function closedSomewhere(marks: readonly Mark[]): boolean[] {
  const longest = new Map<string, number>();
  let commentEnds = false;
  return marks
    .toReversed()
    .map(({ run, mayCloseFence, opensComment, endsComment }) => {
      const character = run.charAt(0);
      const below = longest.get(character) ?? 0;
      if (mayCloseFence) longest.set(character, Math.max(below, run.length));
      commentEnds ||= endsComment;
      return opensComment ? commentEnds : run !== '' && below >= run.length;
    })
    .toReversed();
}

/** Elements that begin a line, each with the closing tag that belongs to it. */
function elements(lines: readonly string[], literal: readonly boolean[]): Quotation[] {
  const found: Quotation[] = [];
  const open = new Map<string, { index: number; beginsLine: boolean }[]>();
  for (const [index, line] of lines.entries()) {
    if (literal[index] || !line.includes('<')) continue;
    for (const tag of line.matchAll(/<(\/?)(details|blockquote|pre)\b/gi)) {
      const name = (tag[2] ?? '').toLowerCase();
      const outer = open.get(name) ?? [];
      open.set(name, outer);
      if (tag[1] === '') {
        outer.push({ index, beginsLine: line.slice(0, tag.index).trim() === '' });
        continue;
      }
      const opening = outer.pop();
      if (opening?.beginsLine) found.push({ first: opening.index, last: index });
    }
  }
  return found;
}
