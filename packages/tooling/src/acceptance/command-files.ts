/** One value that a step wrote to a command file of the runner. */
export interface WrittenValue {
  name: string;
  value: string;
  delimiter: string;
}

/** Parses a command file (GITHUB_OUTPUT, GITHUB_STATE) as the runner does; text that is no entry is an error. */
export function parseCommandFile(text: string): WrittenValue[] {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const found: WrittenValue[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name = '', delimiter = ''] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    const end = delimiter === '' ? -1 : lines.indexOf(delimiter, at + 1);
    if (end < 0)
      throw new Error(`line ${at + 1} is no name<<delimiter with its end: ${JSON.stringify(line)}`);
    found.push({ name, delimiter, value: lines.slice(at + 1, end).join('\n') });
    at = end;
  }
  return found;
}
