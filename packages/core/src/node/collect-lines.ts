import type { Readable } from 'node:stream';

export interface Collected {
  /** Hands over a last line without an end, and answers the whole text. */
  end(): string;
}

/** Gathers the text of a stream, and hands over each of its lines as it becomes full. */
export function collect(
  stream: Readable | null,
  onLine: (line: string) => void = () => undefined,
): Collected {
  let text = '';
  let open = '';
  // The stream decodes, so that a character whose bytes arrive in two chunks stays whole.
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const lines = (open + chunk).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  return {
    end: () => {
      if (open !== '') onLine(open);
      open = '';
      return text;
    },
  };
}
