import {
  type Config,
  Failure,
  type FreezeConfig,
  formatDuration,
  freezeIn,
  type SmokeConfig,
} from '@workaday/core';
import { type AskSetting, askSetting } from '@workaday/probe';
import type { Inputs } from './contract.ts';

export interface Setting extends AskSetting {
  /** The named release; undefined for the pending one. */
  release: number | undefined;
  freeze: FreezeConfig;
}

type Named = Pick<Inputs, 'app' | 'environment' | 'namespace' | 'release' | 'url' | 'checks' | 'timeout'>;

/** Inputs go before the configuration. */
export function settingOf(inputs: Named, config: Config): Setting {
  requireTime(inputs.timeout, config.smoke);
  return {
    ...askSetting(inputs, config),
    freeze: freezeIn(config, inputs.environment),
    release: inputs.release === '' ? undefined : Number(inputs.release),
  };
}

/** A verdict that cannot come in time would be no verdict, for every release. */
function requireTime(timeout: number, { settle, limit }: SmokeConfig): void {
  const needed = settle + limit;
  if (timeout >= needed) return;
  throw new Failure({
    reason: 'bad-input',
    what: `input timeout is ${formatDuration(timeout)}, expected at least ${formatDuration(needed)}`,
    why: `workaday.yml lets a smoke test settle for ${formatDuration(settle)} and vote for ${formatDuration(limit)}.`,
    next: 'Raise `timeout`, for example to 8m, or lower `smoke.settle` or `smoke.limit`; nothing was touched.',
  });
}
