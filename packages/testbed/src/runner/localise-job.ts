import { concurrencyGroup, withoutQueue } from './concurrency-key.ts';
import { asText, evaluateText } from './expression.ts';
import { jobPermissions } from './job-permissions.ts';
import { attempt, type Frame, refuseExcess, type Yaml } from './localise-frame.ts';
import { type Renames, rewriteExpressions } from './rewrite-expressions.ts';
import { stepUses } from './uses.ts';

interface Environment {
  readonly name: string | undefined;
  readonly recordsDeployment: boolean;
}

/** A job with steps: its own token, its environment's values, and a wait for its concurrency group. */
export function localiseJob(frame: Frame, id: string, job: Yaml): Yaml {
  const { collected } = frame;
  const key = `${frame.prefix}${id}`;
  const permissions = jobPermissions(job, frame.content, frame.allowed);
  refuseExcess(frame, key, permissions);
  const environment = environmentOf(frame, key, job);
  const tokenSecret = `WORKADAY_TOKEN_${collected.jobs.length + 1}`;
  const idTokenSecret = permissions['id-token'] === 'write' ? `${tokenSecret}_ID` : undefined;
  collected.jobs.push({
    key,
    id,
    tokenSecret,
    idTokenSecret,
    workflow: { repository: frame.origin.repository, path: frame.path, ref: frame.origin.ref },
    permissions,
    environment: environment.name,
    recordsDeployment: environment.recordsDeployment,
  });
  const renames = environmentRenames(frame, environment.name, tokenSecret);
  const steps = ((job['steps'] ?? []) as Yaml[]).map((step) => localiseStep(frame, step));
  const gate = concurrencyGate(frame, key, job);
  const named = environment.name === undefined ? {} : { environment: { name: environment.name } };
  const local: Yaml = {
    ...job,
    ...withoutQueue(job['concurrency']),
    ...named,
    ...idTokenAccess(frame, job, idTokenSecret),
    name: key,
    steps: [...gate, ...steps],
  };
  return rewriteExpressions(local, renames);
}

/** What GitHub's runner gives to the steps of a job that may ask for identity tokens. */
function idTokenAccess(frame: Frame, job: Yaml, secret: string | undefined): Yaml {
  if (secret === undefined) return {};
  const access = {
    ACTIONS_ID_TOKEN_REQUEST_URL: frame.sources.idTokenUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: `\${{ secrets.${secret} }}`,
  };
  return { env: { ...(job['env'] as Yaml | undefined), ...access } };
}

function localiseStep(frame: Frame, step: Yaml): Yaml {
  if (typeof step['uses'] !== 'string') return step;
  const uses = stepUses(step['uses'], frame.origin);
  const inputs = (frame.sources.actions[uses]?.['inputs'] ?? {}) as Record<
    string,
    { default?: unknown } | null
  >;
  const given = (step['with'] ?? {}) as Yaml;
  const tokens = Object.entries(inputs)
    .filter(
      ([name, input]) =>
        /github\.token|secrets\.GITHUB_TOKEN/i.test(asText(input?.default)) && !hasInput(given, name),
    )
    .map(([name, input]) => [name, input?.default]);
  const values = { ...Object.fromEntries(tokens), ...given };
  return { ...step, uses, ...(Object.keys(values).length > 0 ? { with: values } : {}) };
}

function hasInput(given: Yaml, name: string): boolean {
  return Object.keys(given).some((one) => one.toLowerCase() === name.toLowerCase());
}

function environmentOf(frame: Frame, key: string, job: Yaml): Environment {
  const value = job['environment'];
  if (value === undefined || value === null) return { name: undefined, recordsDeployment: false };
  const long = typeof value === 'object' ? (value as Yaml) : { name: value };
  let name: string | undefined;
  attempt(
    frame,
    `the environment of job '${key}'`,
    () => (name = asText(evaluateText(long['name'], frame.contexts))),
  );
  return {
    name: name === '' ? undefined : name,
    recordsDeployment: Boolean(name) && long['deployment'] !== false,
  };
}

/**
 * The environment's values win, under names of their own. In a called workflow a secret arrives only when the caller passes it by
 * that name, though it exists only in the environment.
 */
function environmentRenames(frame: Frame, name: string | undefined, tokenSecret: string): Renames {
  const { collected, passed, sources } = frame;
  const secrets: Record<string, string> = { GITHUB_TOKEN: tokenSecret };
  const variables: Record<string, string> = {};
  const values = name === undefined ? undefined : sources.environments[name];
  const local = (one: string) =>
    `WORKADAY_ENV_${String(name).toUpperCase().replaceAll(/\W/g, '_')}_${one.toUpperCase()}`;
  for (const [one, value] of Object.entries(values?.secrets ?? {})) {
    if (passed && !passed.includes(one.toUpperCase())) continue;
    secrets[one.toUpperCase()] = local(one);
    collected.secrets[local(one)] = value;
  }
  for (const [one, value] of Object.entries(values?.variables ?? {})) {
    variables[one.toUpperCase()] = local(one);
    collected.variables[local(one)] = value;
  }
  return { secrets, variables };
}

function concurrencyGate(frame: Frame, key: string, job: Yaml): Yaml[] {
  const group = concurrencyGroup(job['concurrency']);
  if (group === undefined || group === null) return [];
  const inputs = { url: frame.sources.gateUrl, job: key, group };
  return [
    { name: 'Wait for the concurrency group', uses: 'workaday-testbed/concurrency-gate@local', with: inputs },
  ];
}
