import { quotedLines } from './quoted-text.ts';

/** What stands below the header, line by line, and which of the lines quote something else. */
export interface Body {
  lines: readonly string[];
  quoted: readonly boolean[];
}

export function readBody(lines: readonly string[]): Body {
  return { lines, quoted: quotedLines(lines) };
}

export interface DividedText {
  header: string;
  body: Body;
}

/** Header and body of a message, whatever ends its lines and however many empty ones come first. */
export function divide(text: string): DividedText {
  const [first = '', ...rest] = text.replace(/\r\n?/g, '\n').trimStart().split('\n');
  return { header: first.trimEnd(), body: readBody(rest) };
}

/** Lines that the message says itself. */
export function ownLines({ lines, quoted }: Body): string[] {
  return lines.filter((_, index) => !quoted[index]);
}

/** The line that GitHub puts between a squash body and the trailers it collects from all its commits. */
export function isTrailerRule({ lines, quoted }: Body, index: number): boolean {
  return !quoted[index] && lines[index]?.trimEnd() === '---------';
}
