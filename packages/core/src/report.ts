import type { Contract, OutcomeOf, OutputOf, ReasonOf } from './contract.ts';
import type { Place } from './failure.ts';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
  place?: Place | undefined;
}

/** How an action ended: everything that a later step or a person needs to know. */
export interface Report<C extends Contract = Contract> {
  outcome: OutcomeOf<C>;
  reason: ReasonOf<C>;
  /** One sentence for a person: what happened and why. */
  message: string;
  outputs: Partial<Record<OutputOf<C>, string>>;
  /** Markdown for the job summary. */
  summary: string;
  annotations?: readonly Annotation[];
}
