import type { Allotment } from './allotment.ts';
import { createCgroup } from './cgroups.ts';
import type { PartHost } from './process/part.ts';
import type { Progress } from './progress.ts';
import { updateState } from './state.ts';

/** Where a testbed's parts run: in its cgroup, and written down in its state, so that its removal finds them. */
export function partHost(own: Allotment, signal: AbortSignal, progress: Progress): PartHost {
  return {
    dir: own.dir,
    logs: own.logs,
    signal,
    cgroupFiles: createCgroup(own.cgroup),
    progress,
    record: (name, identity) =>
      updateState(own.number, (state) => ({ ...state, parts: [...state.parts, { name, identity }] })),
  };
}
