import { Failure } from '@workaday/core';
import type { Way } from '@workaday/kubernetes';
import type { RollbackReport } from './contract.ts';

type Outputs = RollbackReport['outputs'];

/** What is true from the freeze on, however the rollback ends: the record of it is made of this. */
export function begunOutputs({ from, to }: Way, by: string, frozenUntil: string): Outputs {
  return {
    release: String(from.number),
    version: to.version,
    commit: to.commit,
    'undone-version': from.version,
    'undone-commit': from.commit,
    'frozen-until': frozenUntil,
    by,
  };
}

/** A rollback that turned out to be needless left no release, and may have frozen the app. */
export function needlessOutputs({ release: _, ...begun }: Outputs): Outputs {
  return begun;
}

/** The same error, with what is true all the same. */
export function withOutputs(error: unknown, outputs: Outputs): unknown {
  if (!(error instanceof Failure)) return error;
  return new Failure({ ...error.parts, outputs: { ...outputs, ...error.parts.outputs } });
}
