import { directiveReader } from './directives.ts';
import { type Heredoc, heredocsOf } from './heredoc.ts';
import { type LogicalLine, mayHoldHeredocs } from './instruction.ts';

export interface DockerfileLines {
  escapeToken: string;
  lines: readonly LogicalLine[];
}

/** A Dockerfile that no build would accept. */
export class BadDockerfile extends Error {
  readonly line: number;

  constructor(line: number, what: string) {
    super(what);
    this.line = line;
  }
}

/** Joins the lines of a Dockerfile after BuildKit's parser; throws BadDockerfile. */
export function logicalLines(text: string): DockerfileLines {
  const physical = text.replace(/^\uFEFF/, '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const directive = directiveReader();
  const lines: LogicalLine[] = [];
  let escapeToken = '\\';
  let at = 0;

  /** The next line without its end; undefined when it is a comment. */
  const next = (): string | undefined => {
    const line = (physical[at++] ?? '').replace(/[\r\n]+$/, '');
    const found = directive(line.trimStart());
    if (found?.repeated) throw new BadDockerfile(at, `only one ${found.name} directive can be used`);
    if (found?.name === 'escape') escapeToken = readEscapeToken(found.value, at);
    return /^\s*#/.test(line) ? undefined : line;
  };

  while (at < physical.length) {
    const first = next()?.trimStart() ?? '';
    const line = at;
    let joined = withoutContinuation(first, escapeToken);
    let whole = joined.text;
    if (!joined.continues && whole === '') continue;
    while (joined.continues && at < physical.length) {
      const more = next();
      if (more === undefined || more.trim() === '') continue;
      joined = withoutContinuation(more, escapeToken);
      whole += joined.text;
    }
    const heredocs: string[] = [];
    for (const heredoc of mayHoldHeredocs(whole, escapeToken) ? heredocsOf(whole) : []) {
      const body = heredocBody(physical, at, heredoc);
      if (body === undefined) throw new BadDockerfile(line, `the here-document ${heredoc.name} does not end`);
      at = body.end;
      heredocs.push(body.text);
    }
    lines.push({ text: whole, line, endLine: at, heredocs });
  }
  return { escapeToken, lines };
}

function withoutContinuation(line: string, escapeToken: string): { text: string; continues: boolean } {
  const token = `\\${escapeToken}`;
  const pattern = new RegExp(`([^${token}])${token}[ \\t]*$|^${token}[ \\t]*$`);
  return pattern.test(line)
    ? { text: line.replace(pattern, (_, before?: string) => before ?? ''), continues: true }
    : { text: line, continues: false };
}

function heredocBody(
  physical: readonly string[],
  from: number,
  { name, chomp }: Heredoc,
): { text: string; end: number } | undefined {
  const trimmed = (line: string) => (chomp ? line.replace(/^\t+/, '') : line);
  const last = physical.findIndex(
    (line, index) => index >= from && trimmed(line.replace(/[\r\n]+$/, '')) === name,
  );
  if (last < 0) return undefined;
  return { text: physical.slice(from, last).map(trimmed).join(''), end: last + 1 };
}

function readEscapeToken(value: string, line: number): string {
  if (value === '\\' || value === '`') return value;
  throw new BadDockerfile(line, `the escape directive is ${JSON.stringify(value)}, expected \\ or \``);
}
