import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when this program ends, and a signal that says when it is to end early. */
export function openScratch(): { scratch: string; interrupted: AbortController } {
  const scratch = mkdtempSync(join(tmpdir(), 'workaday-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort(new Error(`the bench was ended by ${signal}`)));
  return { scratch, interrupted };
}
