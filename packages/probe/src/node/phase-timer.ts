import { performance } from 'node:perf_hooks';
import type { Phase, Timings } from '../answer.ts';

const names: Record<Phase, string> = {
  dns: 'the name to resolve',
  connect: 'a connection',
  tls: 'the TLS handshake',
  ttfb: 'the status and headers',
  body: 'the rest of the body',
};

/** Measures the steps of one exchange, each from the end of the one before. */
export function phaseTimer(now: () => number = () => performance.now()) {
  const timings: Timings = {};
  let last = now();
  let next: Phase = 'dns';
  return {
    /** A step is over; after `connect`, the protocol says whether TLS follows. */
    reached(phase: Phase, protocol?: string): void {
      const at = now();
      timings[phase] = Math.round(((timings[phase] ?? 0) + at - last) * 10) / 10;
      last = at;
      next = following(phase, protocol);
    },
    /** The next hop of the same question begins: its steps add up. */
    again(): void {
      next = 'dns';
    },
    timings: (): Timings => ({ ...timings }),
    phase: (): Phase => next,
    waitingFor: (): string => names[next],
  };
}

function following(phase: Phase, protocol: string | undefined): Phase {
  if (phase === 'dns') return 'connect';
  if (phase === 'connect') return protocol === 'https:' ? 'tls' : 'ttfb';
  return phase === 'tls' ? 'ttfb' : 'body';
}
