import type { LookupAddress } from 'node:dns';
import type { Fault, NoAnswer } from '../answer.ts';
import { classifyError } from './classify-error.ts';
import type { phaseTimer } from './phase-timer.ts';
import type { resolve as resolveName } from './resolve.ts';

/** One exchange with one address of a host. */
export interface Attempt {
  host: string;
  /** Counts the questions: each asks the next address. */
  turn: number;
  deadline: Deadline;
  timer: ReturnType<typeof phaseTimer>;
}

export interface Deadline {
  signal: AbortSignal;
  /** Milliseconds. */
  timeout: number;
  begun: number;
}

export type Resolve = typeof resolveName;

export function deadlineIn(timeout: number): Deadline {
  return { signal: AbortSignal.timeout(timeout), timeout, begun: performance.now() };
}

/** Later than this after its time, a timer says that this machine was too busy to listen. Milliseconds. */
const stall = 1000;

/** Time is over: an answer that this machine could not have noticed accuses nobody. */
export function late({ deadline, timer }: Pick<Attempt, 'deadline' | 'timer'>): Fault | NoAnswer {
  const { timeout, begun } = deadline;
  const over = Math.round(performance.now() - begun - timeout);
  if (over > stall) {
    return { kind: 'none', why: `this machine was too busy to listen: a timer came ${over} ms late` };
  }
  const detail = `no complete answer within ${timeout} ms; waited for ${timer.waitingFor()}`;
  return { kind: 'fault', class: 'timeout', detail, timings: timer.timings() };
}

/** A fresh answer of DNS, and the one address that this question goes to. */
export async function addressOf(
  { host, turn, deadline, timer }: Attempt,
  resolve: Resolve,
): Promise<{ address: LookupAddress; all: readonly LookupAddress[] } | Fault | NoAnswer> {
  const resolved = await Promise.race([resolve(host), expiry(deadline.signal)]);
  if (resolved === 'expired') return late({ deadline, timer });
  if (resolved.kind === 'refused') return { kind: 'none', why: resolved.why };
  timer.reached('dns');
  const { addresses = [] } = resolved.kind === 'fault' ? {} : resolved;
  const address = addresses[turn % addresses.length];
  if (address !== undefined) return { address, all: addresses };
  const detail = resolved.kind === 'fault' ? resolved.detail : `${host} has no address`;
  return { kind: 'fault', class: 'dns', detail, timings: timer.timings() };
}

/** What broke an exchange; a kind of address that this machine has no way to at all accuses nobody. */
export function broken(
  error: Error,
  { timer }: Pick<Attempt, 'timer'>,
  address: LookupAddress,
  all: readonly LookupAddress[],
): Fault | NoAnswer {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const others = all.some(({ family }) => family !== address.family);
  if (others && (code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL')) {
    return { kind: 'none', why: `this machine has no way to IPv${address.family} (${address.address})` };
  }
  return {
    kind: 'fault',
    ...classifyError(error, timer.phase()),
    timings: timer.timings(),
    ...shown(address, all),
  };
}

/** The address is worth a word only when there are several. */
export function shown({ address }: LookupAddress, all: readonly LookupAddress[]): { address?: string } {
  return all.length > 1 ? { address } : {};
}

function expiry(signal: AbortSignal): Promise<'expired'> {
  if (signal.aborted) return Promise.resolve('expired');
  return new Promise((done) => {
    signal.addEventListener('abort', () => done('expired'), { once: true });
  });
}

const day = 24 * 60 * 60 * 1000;

/** Full days until a certificate ends. */
export function daysLeft(validTo: string, now: number): number | undefined {
  const end = Date.parse(validTo);
  return Number.isNaN(end) ? undefined : Math.floor((end - now) / day);
}
