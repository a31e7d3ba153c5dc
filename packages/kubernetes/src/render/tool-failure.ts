import { type CommandResult, Failure, type Place } from '@workaday/core';

/** Lines of a tool's own words that are shown. */
const shownLines = 20;
/** What tools say to their own users, who can run them again as they like. */
const noise = /^Use --debug flag|^level=WARN|^\s*$/;

/** What a tool that failed was about. */
export interface ToolRun {
  tool: string;
  /** How a person runs it, from the top of the checkout. */
  command: string;
  folder: string;
  /** Absolute path of the checkout. */
  root: string;
}

/** The tool's own words, and the file and line that they name. */
export function toolFailure(
  { tool, command, folder, root }: ToolRun,
  { stderr, stdout }: CommandResult,
  placeOf: (words: string) => Place,
): Failure {
  const lines = `${stderr.trim() === '' ? stdout : stderr}`
    .replaceAll(`${root}/`, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !noise.test(line));
  const words = withoutPrefix(lines.join('\n'));
  const place = placeOf(words);
  return new Failure({
    reason: 'render-failed',
    what: `${tool} could not render ${folder}: ${words === '' ? 'it said nothing' : shortened(words)}`,
    why:
      words === ''
        ? `${tool} ended without a word, or did not end within two minutes and was stopped.`
        : undefined,
    next: `Correct ${atPlace(place)}; \`${command}\` shows the same on any machine. Nothing was touched.`,
    place,
    evidence: lines.slice(-shownLines).join('\n'),
  });
}

/** `Error: `, `error: `, and what kubectl's log puts before it. */
function withoutPrefix(words: string): string {
  const logged = /^E\d{4} [^\]]*\] "command failed" err=(?:"((?:[^"\\]|\\.)*)"|<\n([\s\S]*?)\n >)/m.exec(
    words,
  );
  const own = logged ? (logged[1]?.replaceAll('\\"', '"') ?? logged[2] ?? '') : words;
  const error = /^(?:Error|error): /m.exec(own);
  return (error ? own.slice(error.index + error[0].length) : own).trim();
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ');
  return line.length > 600 ? `${line.slice(0, 300)} … ${line.slice(-300)}` : line;
}

function atPlace({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}
