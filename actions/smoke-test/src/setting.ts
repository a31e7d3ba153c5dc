import { type Config, Failure, parseChecks } from '@workaday/core';
import type { AppPlace } from '@workaday/kubernetes';
import { type Check, resolveChecks } from '@workaday/probe';
import type { Inputs } from './contract.ts';

/** What is asked, and where. */
export interface Setting {
  place: AppPlace;
  url: string | undefined;
  checks: readonly Check[];
  /** The named release; undefined for the pending one. */
  release: number | undefined;
}

type Named = Pick<Inputs, 'app' | 'environment' | 'namespace' | 'release' | 'url' | 'checks'>;

/** Inputs go before the configuration. */
export function settingOf(inputs: Named, config: Config): Setting {
  const environment = config.environments[inputs.environment];
  const namespace = inputs.namespace || environment?.namespace;
  if (namespace === undefined) throw unknownEnvironment(inputs.environment, Object.keys(config.environments));
  const given = inputs.checks.trim() === '' ? config.checks : parseChecks(inputs.checks, 'the input checks');
  return {
    place: { namespace, app: inputs.app || config.app, environment: inputs.environment },
    url: inputs.url || environment?.url,
    checks: resolveChecks(given),
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
