import { asText, evaluateText } from './expression.ts';
import { attempt, type Frame, type IdTokenSecret, type Yaml } from './localise-frame.ts';
import type { Renames } from './rewrite-expressions.ts';

/** The environment of a job: one that is known before the run, or one of several that only the run itself can tell. */
export interface JobEnvironment {
  /** Undefined when the job names none, or when only the run can tell. */
  readonly name: string | undefined;
  /** What tells the name during the run. */
  readonly told: string | undefined;
  readonly recordsDeployment: boolean;
}

export function environmentOf(frame: Frame, key: string, job: Yaml): JobEnvironment {
  const value = job['environment'];
  if (value === undefined || value === null)
    return { name: undefined, told: undefined, recordsDeployment: false };
  const long = typeof value === 'object' ? (value as Yaml) : { name: value };
  const quiet = long['deployment'] === false;
  const told = quiet ? toldByRun(long['name']) : undefined;
  if (told !== undefined) return { name: undefined, told, recordsDeployment: false };
  let name: string | undefined;
  attempt(
    frame,
    `the environment of job '${key}'`,
    () => (name = asText(evaluateText(long['name'], frame.contexts))),
  );
  return {
    name: name === '' ? undefined : name,
    told: undefined,
    recordsDeployment: Boolean(name) && !quiet,
  };
}

/** A name that is one single expression over the results of other jobs. */
function toldByRun(name: unknown): string | undefined {
  const expression = /^\s*\$\{\{([^{}]*)\}\}\s*$/.exec(asText(name))?.[1]?.trim();
  return expression !== undefined && /\bneeds\b/.test(expression) ? expression : undefined;
}

/** What the local copy keeps of the key: act knows no `deployment`. */
export function environmentKey({ name, told }: JobEnvironment): Yaml {
  if (told !== undefined) return { environment: { name: `\${{ ${told} }}` } };
  return name === undefined ? {} : { environment: { name } };
}

/**
 * The environment's values win, under names of their own. In a called workflow a secret arrives only when the caller passes it by
 * that name, though it exists only in the environment. Where only the run can tell the environment, each expression asks for it.
 */
export function environmentRenames(frame: Frame, environment: JobEnvironment, tokenSecret: string): Renames {
  const { collected, passed, sources } = frame;
  const secrets: Record<string, string> = { GITHUB_TOKEN: `secrets.${tokenSecret}` };
  const variables: Record<string, string> = {};
  for (const [candidate, values] of Object.entries(sources.environments)) {
    if (environment.told === undefined && candidate !== environment.name) continue;
    const local = (one: string) => localName(candidate, one);
    const chosen = (context: string, one: string, before: string | undefined) => {
      const value = `${context}.${local(one)}`;
      if (environment.told === undefined) return value;
      return `(${isTold(environment.told, candidate)} && ${value} || ${before ?? `${context}.${one}`})`;
    };
    for (const [one, value] of Object.entries(values.secrets)) {
      const name = one.toUpperCase();
      if (passed && !passed.includes(name)) continue;
      secrets[name] = chosen('secrets', name, secrets[name]);
      collected.secrets[local(one)] = value;
    }
    for (const [one, value] of Object.entries(values.variables)) {
      const name = one.toUpperCase();
      variables[name] = chosen('vars', name, variables[name]);
      collected.variables[local(one)] = value;
    }
  }
  return { secrets, variables };
}

/** By the names of the secrets: what a job asks for identity tokens with, in each environment that may be its own. */
export function idTokenSecrets(frame: Frame, environment: JobEnvironment, base: string): IdTokenSecret[] {
  if (environment.told === undefined) return [{ secret: base, environment: environment.name }];
  return Object.keys(frame.sources.environments).map((candidate) => ({
    secret: `${base}_${upperName(candidate)}`,
    environment: candidate,
  }));
}

/** What GitHub's runner gives to the steps of a job that may ask for identity tokens. */
export function idTokenAccess(
  frame: Frame,
  job: Yaml,
  { told }: JobEnvironment,
  secrets: readonly IdTokenSecret[],
): Yaml {
  if (secrets.length === 0) return {};
  const choices = secrets.map(({ secret, environment }) =>
    told === undefined ? `secrets.${secret}` : `${isTold(told, environment ?? '')} && secrets.${secret}`,
  );
  const access = {
    ACTIONS_ID_TOKEN_REQUEST_URL: frame.sources.idTokenUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: `\${{ ${choices.join(' || ')} }}`,
  };
  return { env: { ...(job['env'] as Yaml | undefined), ...access } };
}

function isTold(told: string, name: string): string {
  return `(${told}) == '${name.replaceAll("'", "''")}'`;
}

function localName(environment: string, one: string): string {
  return `WORKADAY_ENV_${upperName(environment)}_${one.toUpperCase()}`;
}

function upperName(environment: string): string {
  return environment.toUpperCase().replaceAll(/\W/g, '_');
}
