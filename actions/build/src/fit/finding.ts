import type { Place } from '@workaday/core';

/** One thing that will hurt in Kubernetes, in plain words. */
export interface Finding {
  /** Closed list, e.g. `runs-as-root`; documented in the README. */
  rule: string;
  /** What is the case, with the name and value at fault. */
  what: string;
  /** What will happen in Kubernetes because of it. */
  why: string;
  /** What to write instead. */
  next: string;
  place: Place | undefined;
}
