import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceBetween } from '../../packages/tooling/src/generated/markers.ts';

export const resultsFile = join(import.meta.dirname, '../RESULTS.md');

const opening = `# Results

The latest run of each bench, written by \`npm run bench -- NAME\`; do not edit.
`;

/** Replaces a bench's section, or appends it when the bench is new. */
export function withSection(results: string, bench: string, section: string): string {
  const known = results.includes(`<!-- ${bench} -->`);
  const prepared = known ? results : `${results}\n<!-- ${bench} -->\n<!-- /${bench} -->\n`;
  return replaceBetween(prepared, bench, section);
}

export function writeResults(bench: string, section: string): void {
  const before = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8') : opening;
  writeFileSync(resultsFile, withSection(before, bench, section));
}
