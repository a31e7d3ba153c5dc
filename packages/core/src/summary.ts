import { markdownFence, markdownText } from './hostile-text.ts';

/** GitHub drops a step's summary above 1 MiB; this leaves room for the sentence that says what is cut. */
const maximumBytes = 900_000;

/** A heading, level 1 to 6. */
export function heading(level: number, text: string): string {
  return `${'#'.repeat(level)} ${text}\n`;
}

/** A table whose cells are already Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\n/g, '<br>')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

export function list(items: readonly string[]): string {
  return `${items.map((item) => `- ${item}`).join('\n')}\n`;
}

/** A folded section; the body is Markdown. */
export function details(title: string, body: string): string {
  return `<details><summary>${markdownText(title)}</summary>\n\n${body}\n\n</details>\n`;
}

/** What the reader can do: a sentence, and the lines below it as they are, since they are there to be pasted. */
export function advice(next: string): string {
  const [sentence = '', ...lines] = next.split('\n');
  const pasted = lines.length === 0 ? '' : `\n${markdownFence(lines.join('\n'))}\n`;
  return `**What to do:** ${markdownText(sentence)}\n${pasted}`;
}

/** What will make a merge go on that waits, or what comes next; Markdown of ours. */
export function moves(markdown: string): string {
  return `**What makes it move:** ${markdown}\n`;
}

/** Joins sections with empty lines and cuts what GitHub would drop whole. */
export function document(sections: readonly (string | undefined | false)[]): string {
  const text = sections.filter((section) => typeof section === 'string' && section !== '').join('\n');
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maximumBytes) return `${text}\n`;
  const kept = new TextDecoder().decode(bytes.subarray(0, maximumBytes), { stream: true });
  return `${kept}\n\n_The rest is cut: the summary was ${bytes.length} bytes long._\n`;
}

/** Raw text (logs, evidence) that is shown and never interpreted. */
export function evidence(title: string, text: string): string {
  return details(title, markdownFence(text, 'text'));
}
