import type { Yaml } from './localise-frame.ts';

/** The group of a `concurrency:` value, short or long. */
export function concurrencyGroup(concurrency: unknown): unknown {
  return typeof concurrency === 'object' && concurrency !== null
    ? (concurrency as Yaml)['group']
    : concurrency;
}

/** The long form without `queue`, which act's schema does not know; act itself pays no attention to the rest. */
export function withoutQueue(concurrency: unknown): Yaml {
  if (typeof concurrency !== 'object' || concurrency === null) return {};
  const { queue: _queue, ...rest } = concurrency as Yaml;
  return { concurrency: rest };
}
