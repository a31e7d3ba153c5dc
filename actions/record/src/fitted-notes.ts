/** GitHub refuses the body of a release above this; counted in UTF-16 units, which are never fewer than characters. */
export const longestBody = 125_000;

const sentence = '_The rest of the notes is cut: GitHub takes no more._';
/** For the sentence and the ends of what the cut left open; deeper nesting is nobody's release notes. */
const reserve = 500;

/** Notes that fit: cut at the end of a line, what the cut left open is closed, and the notes say so. */
export function fittedNotes(notes: string, limit = longestBody): string {
  if (notes.length <= limit) return notes;
  const room = Math.max(0, limit - reserve);
  const kept = wholeLines(notes, room);
  const text = [kept, ...endsOf(kept), sentence].join('\n\n');
  return text.length <= limit ? text : sentence.slice(0, limit);
}

/** As many lines as there is room for; of a single longer one, what fits. */
function wholeLines(text: string, room: number): string {
  const end = text.lastIndexOf('\n', room);
  if (end > 0) return text.slice(0, end).trimEnd();
  const cut = text.slice(0, room);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** The ends of a code fence and of folded sections that are still open at the end of a text. */
function endsOf(text: string): string[] {
  let fence = '';
  let folded = 0;
  for (const line of text.split('\n')) {
    const [, ticks = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== '') {
      if (ticks.startsWith(fence) && line.trim() === ticks) fence = '';
    } else if (ticks !== '') fence = ticks;
    else folded += count(line, /<details\b/gi) - count(line, /<\/details>/gi);
  }
  return [...(fence === '' ? [] : [fence]), ...Array<string>(Math.max(0, folded)).fill('</details>')];
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
