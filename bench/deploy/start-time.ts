import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../measure/bundle.ts';
import { median } from '../measure/statistics.ts';
import { prepareStepFolder } from '../measure/step-folder.ts';
import { runTimed } from '../measure/timed-process.ts';
import { stepEnvironment } from './workaday.ts';

const runs = 11;

/** Milliseconds from the process's start until it has said that an input is wrong, and ended: the median of some runs. */
export async function startTime(bundle: Bundle, folder: string): Promise<number> {
  const kubeconfig = join(folder, 'unread.kubeconfig');
  writeFileSync(kubeconfig, 'unread');
  prepareStepFolder(join(folder, 'step'), {});
  const place = { namespace: 'nowhere', kubeconfig, folder };
  const env = { ...stepEnvironment(bundle, place, '1.0.0', 120), INPUT_VERIFY: 'guess' };
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const command = { program: process.execPath, args: [bundle.scripts[0]], cwd: folder, env };
    const ended = await runTimed([command]);
    if (ended.exitCode === 0 || !ended.stdout.includes('guess'))
      throw new Error(`a wrong input was not refused:\n${ended.stdout}${ended.stderr}`);
    times.push(ended.milliseconds);
  }
  return median(times);
}
