/** One line of a diff. */
export interface DiffLine {
  sign: ' ' | '+' | '-';
  text: string;
}

/** Beyond it two texts are shown as replaced: the table would not fit into memory. */
const tableSize = 4_000_000;

/** The shortest edit from one text to another, line by line. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const longest = Math.min(before.length, after.length) - head;
  while (tail < longest && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...signed(' ', before.slice(0, head)),
    ...edit(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...signed(' ', before.slice(before.length - tail)),
  ];
}

function signed(sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ sign, text }));
}

function edit(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > tableSize) return [...signed('-', before), ...signed('+', after)];
  const common = commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [old, young] = [before[i], after[j]];
    if (old !== undefined && old === young) {
      lines.push({ sign: ' ', text: old });
      i += 1;
      j += 1;
    } else if (
      old !== undefined &&
      (young === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ sign: '-', text: old });
      i += 1;
    } else {
      lines.push({ sign: '+', text: young ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** Length of the longest common subsequence of what begins at each pair of lines. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [below, beside] = [table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0];
      table[i * width + j] =
        before[i] === after[j] ? (table[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(below, beside);
    }
  }
  return table;
}

/** Changed lines with some unchanged ones around them; what is left out between is `…`. */
export function withContext(lines: readonly DiffLine[], context: number): DiffLine[] {
  const shown = new Set(
    lines.flatMap(({ sign }, index) =>
      sign === ' ' ? [] : Array.from({ length: 2 * context + 1 }, (_, offset) => index - context + offset),
    ),
  );
  const last = lines.findLastIndex(({ sign }) => sign !== ' ');
  return lines.flatMap((line, index) => {
    if (shown.has(index)) return [line];
    return shown.has(index - 1) && index < last ? [{ sign: ' ' as const, text: '…' }] : [];
  });
}

/** At most so many lines; the last says how many are missing. */
export function bounded(lines: readonly DiffLine[], limit: number): DiffLine[] {
  if (lines.length <= limit) return [...lines];
  const left = lines.length - limit;
  return [...lines.slice(0, limit), { sign: ' ', text: `… ${left} more lines are left out` }];
}
