import type { Instruction } from './dockerfile.ts';
import { gap, splitInstruction } from './flags.ts';
import { splitWords, withoutQuotes } from './words.ts';

/** One instruction as text: continuation lines joined, comments and here-documents taken out. */
export interface LogicalLine {
  text: string;
  /** 1-based, first and last. */
  line: number;
  endLine: number;
  heredocs: readonly string[];
}

const withHeredocs = ['ADD', 'COPY', 'RUN'];
const maybeJson = [...withHeredocs, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL', 'VOLUME'];
const others = [
  'ARG',
  'ENV',
  'EXPOSE',
  'FROM',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'STOPSIGNAL',
  'USER',
  'WORKDIR',
];

export const keywords: ReadonlySet<string> = new Set([...maybeJson, ...others]);

/** Reads one instruction. */
export function readInstruction(
  { text: whole, line, endLine, heredocs }: LogicalLine,
  escapeToken: string,
): Instruction {
  const { keyword: written, flags, rest: text } = splitInstruction(whole, escapeToken);
  const keyword = written.toUpperCase();
  const shared = { keyword, line, endLine, flags, text, heredocs };
  // HEALTHCHECK has a word in front of its command.
  const [type, command] =
    keyword === 'HEALTHCHECK' ? [text.split(gap, 1), text.replace(/^\S+\s*/, '')] : [[], text];
  const elements = maybeJson.includes(keyword) ? jsonStrings(command) : undefined;
  if (elements !== undefined) return { ...shared, form: 'exec', words: [...type, ...elements] };
  const words = splitWords(text, escapeToken).map((word) => withoutQuotes(word, escapeToken));
  return { ...shared, form: 'shell', words };
}

/** The instruction that an ONBUILD defers to the builds on top of the image. */
export function triggerOf(onbuild: Instruction, escapeToken: string): Instruction {
  const { text, line, endLine, heredocs } = onbuild;
  return readInstruction({ text, line, endLine, heredocs }, escapeToken);
}

/** Whether here-documents may follow this line. */
export function mayHoldHeredocs(text: string, escapeToken: string): boolean {
  const line = { text, line: 0, endLine: 0, heredocs: [] };
  const own = readInstruction(line, escapeToken);
  const { keyword, form } = own.keyword === 'ONBUILD' ? triggerOf(own, escapeToken) : own;
  return withHeredocs.includes(keyword) && form === 'shell';
}

function jsonStrings(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const elements: unknown = JSON.parse(text);
    return Array.isArray(elements) && elements.every((each) => typeof each === 'string')
      ? elements
      : undefined;
  } catch {
    // Text that only begins like an array is a shell command, as docker reads it.
    return undefined;
  }
}
