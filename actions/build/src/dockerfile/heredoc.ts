import { lex, Unexpandable, type Variable } from './shell-lexer.ts';

/** `<<EOF`: where a here-document is used. */
export interface Heredoc {
  /** The line that ends it. */
  name: string;
  /** `<<-`: leading tabs are cut off. */
  chomp: boolean;
  /** The name is not quoted: variables in the body are expanded, in COPY and ADD. */
  expand: boolean;
}

const mode = { escapeToken: '\\', lookup: (): Variable => 'unset' };

/** The here-documents that a line of ADD, COPY or RUN announces, in order. */
export function heredocsOf(line: string): Heredoc[] {
  if (!line.includes('<<')) return [];
  const words = attempt(() => lex(line, { ...mode, raw: true }).words) ?? [];
  return words.flatMap((word) => parseHeredoc(word) ?? []);
}

/** The here-document that one word announces; undefined when it is an ordinary word. */
export function parseHeredoc(word: string): Heredoc | undefined {
  const [, dash, rest] = /^\d*<<(-?)\s*([^<]*)$/.exec(word) ?? [];
  if (!rest) return undefined;
  const names = attempt(() => lex(rest, { ...mode, raw: false }).words);
  const [written] = attempt(() => lex(rest, { ...mode, raw: true }).words) ?? [];
  const [name] = names ?? [];
  if (names?.length !== 1 || name === undefined || written === undefined) return undefined;
  return { name, chomp: dash === '-', expand: quotes(name) === quotes(written) };
}

const quotes = (text: string) => text.replace(/[^'"]/g, '').length;

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unexpandable) return undefined;
    throw error;
  }
}
