import { setTimeout } from 'node:timers/promises';
import { type FaultProxy, startFaultProxy } from '../../actions/build/test/support/fault-proxy.ts';

/** Where the registry is: here, or behind a proxy that lets each request wait, as a network does. */
export const distances = ['at hand', '50 ms away'] as const;
export type Distance = (typeof distances)[number];

const milliseconds = 50;

/** The registry as it looks from far. BuildKit and the action take it for one of its own. */
export function startFarRegistry(host: string): Promise<FaultProxy> {
  return startFaultProxy(host, () => ({ slow: setTimeout(milliseconds) }));
}
