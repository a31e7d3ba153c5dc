import { type Config, Failure, formatDuration, parseChecks, type SmokeConfig } from '@workaday/core';
import type { AppPlace } from '@workaday/kubernetes';
import { type Check, type Control, resolveChecks, resolveControl } from '@workaday/probe';
import type { Inputs } from './contract.ts';

/** What is asked, and where. */
export interface Setting {
  place: AppPlace;
  url: string | undefined;
  checks: readonly Check[];
  /** Whether nobody wrote the checks: they are the default. */
  defaultChecks: boolean;
  /** What the app depends on. */
  control: readonly Control[];
  smoke: SmokeConfig;
  /** The named release; undefined for the pending one. */
  release: number | undefined;
}

type Named = Pick<Inputs, 'app' | 'environment' | 'namespace' | 'release' | 'url' | 'checks' | 'timeout'>;

/** Inputs go before the configuration. */
export function settingOf(inputs: Named, config: Config): Setting {
  const environment = config.environments[inputs.environment];
  const namespace = inputs.namespace || environment?.namespace;
  if (namespace === undefined) throw unknownEnvironment(inputs.environment, Object.keys(config.environments));
  const given = inputs.checks.trim() === '' ? config.checks : parseChecks(inputs.checks, 'the input checks');
  requireTime(inputs.timeout, config.smoke);
  return {
    place: { namespace, app: inputs.app || config.app, environment: inputs.environment },
    url: inputs.url || environment?.url,
    checks: resolveChecks(given),
    defaultChecks: given.length === 0,
    control: resolveControl(config.control),
    smoke: config.smoke,
    release: inputs.release === '' ? undefined : Number(inputs.release),
  };
}

function unknownEnvironment(name: string, known: readonly string[]): Failure {
  return new Failure({
    reason: 'bad-input',
    what: `input environment is ${JSON.stringify(name)}, expected one of ${known.join(', ')}`,
    why: 'The configuration has no such environment, so the namespace is not known.',
    next: 'Correct `environment`, add it to `environments` of workaday.yml, or name the `namespace`.',
  });
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
