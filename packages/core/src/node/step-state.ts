import { saveState } from '@actions/core';
import type { StepState } from '../ports.ts';

/** The runner's state file for writing, and `STATE_…` variables for reading. */
export function nodeStepState(env: NodeJS.ProcessEnv = process.env): StepState {
  return {
    // Without that file the value would be printed as a command of old.
    save: (name, value) => {
      if (env.GITHUB_STATE) saveState(name, value);
    },
    read: (name) => env[`STATE_${name}`] ?? '',
  };
}
