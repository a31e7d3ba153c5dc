import { type Config, Failure, parseChecks, type SmokeConfig } from '@workaday/core';
import type { AppPlace } from '@workaday/kubernetes';
import type { Check, Control } from '../checks.ts';
import { resolveChecks, resolveControl } from '../resolve-checks.ts';

/** What is asked, and where. */
export interface AskSetting {
  place: AppPlace;
  url: string | undefined;
  checks: readonly Check[];
  /** Whether nobody wrote the checks: they are the default. */
  defaultChecks: boolean;
  /** What the app depends on. */
  control: readonly Control[];
  smoke: SmokeConfig;
}

/** Inputs of a step, empty where they say nothing. */
export interface NamedSetting {
  app: string;
  environment: string;
  namespace: string;
  url: string;
  /** A YAML list. */
  checks: string;
}

/** Inputs go before the configuration; throws one Failure for what cannot be asked. */
export function askSetting(named: NamedSetting, config: Config): AskSetting {
  const environment = config.environments[named.environment];
  const namespace = named.namespace || environment?.namespace;
  if (namespace === undefined) throw unknownEnvironment(named.environment, Object.keys(config.environments));
  const given = named.checks.trim() === '' ? config.checks : parseChecks(named.checks, 'the input checks');
  return {
    place: { namespace, app: named.app || config.app, environment: named.environment },
    url: named.url || environment?.url,
    checks: resolveChecks(given),
    defaultChecks: given.length === 0,
    control: resolveControl(config.control),
    smoke: config.smoke,
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
