import { existsSync, readFileSync } from 'node:fs';

/** The last 20 lines of a log file, indented, for an error message. */
export function logTail(file: string): string {
  if (!existsSync(file)) return '  (no log was written)';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20);
  return lines.map((line) => `  ${line}`).join('\n');
}
