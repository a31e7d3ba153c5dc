import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultRun } from './fault-run.ts';

/** Writes what was said and seen in a run, in its order, with seconds since its start. */
export function writeRunLog(folder: string, { fault, contestant, shipped, moments }: FaultRun): void {
  const seen = Object.entries(moments).map(([name, at]) => ({ at, text: `=== ${name}` }));
  const entries = [...shipped.lines, ...seen].sort((a, b) => a.at - b.at);
  const lines = entries.map(({ at, text }) => `${((at - shipped.startedAt) / 1000).toFixed(3)} ${text}\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${fault.replaceAll(' ', '-')}-${contestant}.log`), lines.join(''));
}
