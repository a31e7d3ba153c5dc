/** `# name=value` comments at the top of a Dockerfile. */
export interface Directive {
  name: string;
  value: string;
  /** It stood above already, which no build accepts. */
  repeated: boolean;
}

const names = ['syntax', 'escape', 'check'];

/** Reads directives line by line until the first line that is none. */
export function directiveReader(comment = '#'): (line: string) => Directive | undefined {
  const seen = new Set<string>();
  let done = false;
  return (line) => {
    const match = line.startsWith(comment)
      ? /^\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line.slice(comment.length))
      : null;
    const name = match?.[1]?.toLowerCase() ?? '';
    if (done || !names.includes(name)) {
      done = true;
      return undefined;
    }
    const repeated = seen.has(name);
    seen.add(name);
    return { name, value: match?.[2] ?? '', repeated };
  };
}

/** The frontend that a Dockerfile names, in each of the forms that BuildKit detects. */
export function detectSyntax(text: string): string | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*(\n|$)/, '')
    .split(/\r?\n/);
  return syntaxAmong(lines, '#') ?? syntaxAmong(lines, '//') ?? syntaxInJson(lines.join('\n'));
}

function syntaxAmong(lines: readonly string[], comment: string): string | undefined {
  const read = directiveReader(comment);
  for (const line of lines) {
    const directive = read(line);
    if (directive === undefined || directive.repeated) return undefined;
    if (directive.name === 'syntax') return directive.value.split(' ')[0];
  }
  return undefined;
}

function syntaxInJson(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { syntax } = JSON.parse(text) as { syntax?: unknown };
    return typeof syntax === 'string' ? syntax : undefined;
  } catch {
    // Not JSON: then it names no frontend in this form.
    return undefined;
  }
}
