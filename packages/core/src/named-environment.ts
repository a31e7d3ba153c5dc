import type { Config } from './config.ts';
import type { EnvironmentConfig } from './environments.ts';
import { Failure } from './failure.ts';

/** An environment of the configuration on the default branch, where its rights stand; `bad-input` when it has none of that name. */
export function namedEnvironment({ environments }: Config, name: string): EnvironmentConfig {
  const environment = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (environment !== undefined) return environment;
  throw new Failure({
    reason: 'bad-input',
    what: `input environment is ${JSON.stringify(name)}, expected one of ${Object.keys(environments).join(', ')}`,
    why: 'The configuration on the default branch has no such environment, so its rights are not known.',
    next: 'Correct `environment`, or add it to `environments` of workaday.yml.',
  });
}
