import type { ContestantName } from './contestant.ts';
import type { FaultRun } from './fault-run.ts';
import { type Fault, type FaultName, faults } from './faults.ts';

/** One contestant with one fault; all times in seconds. */
export interface FaultResult {
  fault: FaultName;
  definite: boolean;
  contestant: ContestantName;
  /** Nothing of the release came into the cluster. */
  refused: boolean;
  /** From the start of the deploy until the cluster said the fault; absent when it never did. */
  seen?: number;
  named: Named;
  /** From the fault until we said the reason that we give in the end; the others have no such word. */
  verdict?: number;
  /** From the verdict until the good release's pod template was back; only we tell when our verdict was. */
  patched?: number;
  /** From the fault until the good release served again, completely and alone; absent when it did not. */
  serving?: number;
  /** How long the deploy took, with the way back. */
  took: number;
  exitCode: number;
  outcome?: string;
}

export interface Named {
  /** Whether the cause was ever named; if not, the times are those of the end, and lower bounds. */
  ever: boolean;
  /** The line that named it. */
  line?: string;
  afterStart: number;
  /** From the cluster's word, or from its first pod template when it said none; from the start of a refused deploy. */
  afterFault: number;
}

export function faultResult({ fault, contestant, shipped, moments }: FaultRun): FaultResult {
  const { definite, named } = knownFault(fault);
  const { startedAt, endedAt, lines, exitCode, outcome } = shipped;
  const from = moments.fault ?? moments.touched ?? startedAt;
  const seconds = (until: number, since = from) => (until - since) / 1000;
  const naming = lines.find(({ text }) => named.test(text));
  const verdict = lines.find(({ text }) => outcome !== undefined && text.includes(`(${outcome.reason})`))?.at;
  return {
    ...{ fault, definite, contestant, exitCode },
    refused: moments.touched === undefined,
    ...(moments.fault === undefined ? {} : { seen: seconds(moments.fault, startedAt) }),
    named: {
      ever: naming !== undefined,
      ...(naming === undefined ? {} : { line: naming.text }),
      afterStart: seconds(naming?.at ?? endedAt, startedAt),
      afterFault: seconds(naming?.at ?? endedAt),
    },
    ...(verdict === undefined ? {} : { verdict: seconds(verdict) }),
    ...(verdict === undefined || moments.templateBack === undefined
      ? {}
      : { patched: seconds(moments.templateBack, verdict) }),
    ...(moments.serving === undefined ? {} : { serving: seconds(moments.serving) }),
    took: seconds(endedAt, startedAt),
    ...(outcome === undefined ? {} : { outcome: `${outcome.outcome} (${outcome.reason})` }),
  };
}

function knownFault(name: FaultName): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
}

/** Anything shorter, and anything before the cluster's word, is the noise of two processes and a watch. */
const shortest = 0.1;

/**
 * How many times sooner we named a fault than another did, counted from the cluster's word. When we refused the release
 * before the cluster had anything to say, ours counts from the start of our deploy, and the other's is not made longer.
 */
export function timesSooner(ours: FaultResult, other: FaultResult): number {
  if (!ours.named.ever) return 0;
  const own = ours.refused ? ours.named.afterStart : ours.named.afterFault;
  return Math.max(shortest, other.named.afterFault) / Math.max(shortest, own);
}

/** The results of one contestant beside ours, fault by fault. */
export function pairsWith(
  contestant: ContestantName,
  results: readonly FaultResult[],
): { ours: FaultResult; other: FaultResult }[] {
  const of = (name: ContestantName) => results.filter((result) => result.contestant === name);
  return of('workaday').flatMap((ours) =>
    of(contestant)
      .filter(({ fault }) => fault === ours.fault)
      .map((other) => ({ ours, other })),
  );
}
