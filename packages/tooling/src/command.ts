import { errorMessage } from '@workaday/core';

/** Runs a command of this repository: what it throws is one message on stderr and exit code 1, never a stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(errorMessage(error));
    if (process.env.WORKADAY_DEBUG) console.error(error);
    process.exitCode = 1;
  }
}
