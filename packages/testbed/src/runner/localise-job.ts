import { concurrencyGroup, withoutQueue } from './concurrency-key.ts';
import { asText } from './expression.ts';
import {
  environmentKey,
  environmentOf,
  environmentRenames,
  idTokenAccess,
  idTokenSecrets,
} from './job-environment.ts';
import { jobPermissions } from './job-permissions.ts';
import { type Frame, refuseExcess, type Yaml } from './localise-frame.ts';
import { rewriteExpressions } from './rewrite-expressions.ts';
import { withoutSkippedOutputs } from './skipped-outputs.ts';
import { stepUses } from './uses.ts';

/** A job with steps: its own token, its environment's values, and a wait for its concurrency group. */
export function localiseJob(frame: Frame, id: string, job: Yaml): Yaml {
  const { collected } = frame;
  const key = `${frame.prefix}${id}`;
  const permissions = jobPermissions(job, frame.content, frame.allowed);
  refuseExcess(frame, key, permissions);
  const environment = environmentOf(frame, key, job);
  const tokenSecret = `WORKADAY_TOKEN_${collected.jobs.length + 1}`;
  const mayIdentify = permissions['id-token'] === 'write';
  const identities = mayIdentify ? idTokenSecrets(frame, environment, `${tokenSecret}_ID`) : [];
  collected.jobs.push({
    key,
    id,
    tokenSecret,
    idTokenSecrets: identities,
    workflow: { repository: frame.origin.repository, path: frame.path, ref: frame.origin.ref },
    permissions,
    environment: environment.name,
    recordsDeployment: environment.recordsDeployment,
  });
  const renames = environmentRenames(frame, environment, tokenSecret);
  const steps = ((job['steps'] ?? []) as Yaml[]).map((step) => localiseStep(frame, step));
  const gate = concurrencyGate(frame, key, job);
  const local: Yaml = {
    ...job,
    ...withoutQueue(job['concurrency']),
    ...environmentKey(environment),
    ...idTokenAccess(frame, job, environment, identities),
    ...condition(job),
    name: key,
    steps: [...gate, ...steps],
  };
  return rewriteExpressions(local, renames);
}

/** A condition is an expression with or without the signs of one. */
function condition({ if: text }: Yaml): Yaml {
  return typeof text === 'string' && !text.includes('${{') ? { if: withoutSkippedOutputs(text) } : {};
}

function localiseStep(frame: Frame, step: Yaml): Yaml {
  if (typeof step['uses'] !== 'string') return { ...step, ...condition(step) };
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
  return { ...step, ...condition(step), uses, ...(Object.keys(values).length > 0 ? { with: values } : {}) };
}

function hasInput(given: Yaml, name: string): boolean {
  return Object.keys(given).some((one) => one.toLowerCase() === name.toLowerCase());
}

function concurrencyGate(frame: Frame, key: string, job: Yaml): Yaml[] {
  const group = concurrencyGroup(job['concurrency']);
  if (group === undefined || group === null) return [];
  const inputs = { url: frame.sources.gateUrl, job: key, group };
  return [
    { name: 'Wait for the concurrency group', uses: 'workaday-testbed/concurrency-gate@local', with: inputs },
  ];
}
