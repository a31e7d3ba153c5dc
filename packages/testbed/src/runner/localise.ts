import type { Permissions } from '../github/permissions.ts';
import { asText, type Contexts, evaluateText } from './expression.ts';
import { excess, jobPermissions, parsePermissions } from './job-permissions.ts';
import { localiseJob } from './localise-job.ts';
import { formatUses, type Origin, parseUses, workflowUses } from './uses.ts';

export type Yaml = Record<string, unknown>;

export interface EnvironmentValues {
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** Everything a run's localisation needs to know; all of it is read beforehand. */
export interface RunSources {
  readonly origin: Origin;
  readonly path: string;
  readonly content: Yaml;
  /** Called workflows, by their full `uses`. */
  readonly workflows: Readonly<Record<string, Yaml>>;
  /** action.yml of the actions that are used, by their full `uses`. */
  readonly actions: Readonly<Record<string, Yaml>>;
  readonly environments: Readonly<Record<string, EnvironmentValues>>;
  readonly defaultPermissions: Permissions;
  /** github, inputs, vars: what is known before the run. */
  readonly contexts: Contexts;
  readonly gateUrl: string;
  readonly recordFolder: string;
}

export interface LocalJob {
  /** As GitHub shows it: `ship / deploy`; unique in the run, and the job's name in the local copy. */
  readonly key: string;
  readonly id: string;
  /** The secret that carries this job's own token. */
  readonly tokenSecret: string;
  readonly permissions: Permissions;
  readonly environment: string | undefined;
  /** Does GitHub itself make a deployment record for the environment? */
  readonly recordsDeployment: boolean;
}

export interface LocalFile {
  /** Undefined for the run's own workflow, else the repository it is served from: `owner/repo@ref`. */
  readonly repository: string | undefined;
  readonly path: string;
  readonly content: Yaml;
}

export interface LocalRun {
  readonly files: readonly LocalFile[];
  readonly jobs: readonly LocalJob[];
  /** Environment secrets and variables under the names that the local copy uses. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Concurrency groups of whole workflows. */
  readonly groups: readonly string[];
  /** Why GitHub would not start this run at all. */
  readonly failures: readonly string[];
}

/** What is collected while the workflow and those it calls are walked through. */
export interface Collected {
  readonly files: LocalFile[];
  readonly jobs: LocalJob[];
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  readonly groups: string[];
  readonly failures: string[];
}

/** One workflow file being localised: where it came from, and what its caller allows and passes. */
export interface Frame {
  readonly sources: RunSources;
  readonly collected: Collected;
  readonly origin: Origin;
  readonly content: Yaml;
  readonly contexts: Contexts;
  readonly allowed: Permissions;
  /** Names of the secrets that arrive here; undefined: all of them (the run's own workflow, or `inherit`). */
  readonly passed: readonly string[] | undefined;
  /** `ship / ` inside the workflow called by job `ship`. */
  readonly prefix: string;
  readonly name: string;
}

const mostLevels = 10;

/**
 * The local copy of a workflow and of those it calls, as act can run it: `$/` mapped, `concurrency.queue` and
 * `environment.deployment` dropped (act's schema knows neither), each job's token, environment secrets and variables under names of
 * their own, a first step that waits for the job's concurrency group, and a last job that records results and outputs.
 */
export function localiseRun(sources: RunSources): LocalRun {
  const collected: Collected = { files: [], jobs: [], secrets: {}, variables: {}, groups: [], failures: [] };
  const content = structuredClone(sources.content);
  const name = asText(content['name'] ?? sources.path);
  const { origin, contexts, defaultPermissions } = sources;
  const frame: Frame = {
    sources,
    collected,
    origin,
    content,
    contexts,
    allowed: defaultPermissions,
    passed: undefined,
    prefix: '',
    name,
  };
  collected.files.push({ repository: undefined, path: sources.path, content: localiseWorkflow(frame, 1) });
  return collected;
}

function localiseWorkflow(frame: Frame, level: number): Yaml {
  const { content, collected } = frame;
  const group = concurrencyGroup(content['concurrency']);
  if (group !== undefined)
    attempt(frame, `the workflow's concurrency group`, () =>
      collected.groups.push(asText(evaluateText(group, frame.contexts))),
    );
  const jobs = Object.entries((content['jobs'] ?? {}) as Record<string, Yaml>);
  const env = (content['env'] ?? {}) as Yaml;
  const localised = jobs.map(([id, job]) => {
    const merged =
      job['uses'] === undefined && Object.keys(env).length > 0
        ? { ...job, env: { ...env, ...(job['env'] as Yaml) } }
        : job;
    return [
      id,
      job['uses'] === undefined ? localiseJob(frame, id, merged) : localiseCall(frame, id, job, level),
    ];
  });
  const record = recordJob(
    frame,
    jobs.map(([id]) => id),
  );
  const { env: _moved, ...rest } = content;
  return {
    ...rest,
    name: frame.name,
    ...withoutQueue(content['concurrency']),
    jobs: { ...Object.fromEntries(localised), [recordId]: record },
  };
}

/** A job that calls a workflow: that workflow's local copy is made for this call alone. */
function localiseCall(frame: Frame, id: string, job: Yaml, level: number): Yaml {
  const { collected, sources } = frame;
  const uses = workflowUses(String(job['uses']), frame.origin);
  const called = sources.workflows[uses];
  const parsed = parseUses(uses);
  const key = `${frame.prefix}${id}`;
  if (!called || !parsed || level >= mostLevels) {
    collected.failures.push(
      `Job '${key}' calls ${uses}, which ${called ? `is more than ${mostLevels} levels deep` : 'was not found'}.`,
    );
    return job;
  }
  const allowed = jobPermissions(job, frame.content, frame.allowed);
  refuseExcess(frame, key, allowed);
  const given = job['secrets'];
  const content = structuredClone(called);
  const inner: Frame = {
    ...frame,
    origin: parsed,
    content,
    allowed,
    contexts: { ...frame.contexts, inputs: callInputs(frame, key, job, content) },
    passed:
      given === 'inherit' ? frame.passed : Object.keys((given ?? {}) as Yaml).map((one) => one.toUpperCase()),
    prefix: `${key} / `,
  };
  refuseExcess(inner, key, parsePermissions(content['permissions']) ?? {});
  const path = parsed.path.replace(/\.ya?ml$/, `.${key.replaceAll(/[^\w-]+/g, '.')}.yml`);
  const local = localiseWorkflow(inner, level + 1);
  collected.files.push({ repository: `${parsed.repository}@${parsed.ref}`, path, content: local });
  const needed = new Set(JSON.stringify(local).match(/\bWORKADAY_(TOKEN|ENV)_\w+/g));
  const passedOn = Object.fromEntries([...needed].map((name) => [name, `\${{ secrets.${name} }}`]));
  const secrets = given === 'inherit' ? given : { ...(given as Yaml | undefined), ...passedOn };
  return { ...job, uses: formatUses({ ...parsed, path }), secrets };
}

function callInputs(frame: Frame, key: string, job: Yaml, called: Yaml): Yaml {
  const on = called['on'] as
    | { workflow_call?: { inputs?: Record<string, { default?: unknown }> } }
    | undefined;
  const declared = on?.workflow_call?.inputs ?? {};
  const given = (job['with'] ?? {}) as Yaml;
  const unexpected = Object.keys(given).filter((name) => !(name in declared));
  for (const name of unexpected)
    frame.collected.failures.push(
      `Job '${key}': Invalid input, ${name} is not defined in the referenced workflow.`,
    );
  const inputs: Yaml = {};
  for (const [name, input] of Object.entries(declared)) {
    if (!(name in given)) inputs[name] = input?.default ?? null;
    else if (!/\bneeds\b/.test(asText(given[name])))
      attempt(
        frame,
        `the input '${name}' of job '${key}'`,
        () => (inputs[name] = evaluateText(given[name], frame.contexts)),
      );
  }
  return inputs;
}

export const recordId = 'workaday-record';

/** A job of the local copy that writes every other job's result and outputs down, whatever became of them. */
function recordJob(frame: Frame, needs: readonly string[]): Yaml {
  const file = `${frame.sources.recordFolder}/${frame.prefix.replaceAll(/[^\w-]+/g, '.')}needs.json`;
  const record = {
    uses: 'workaday-testbed/record@local',
    with: { file, needs: '${{ toJSON(needs) }}', prefix: frame.prefix },
  };
  return {
    name: `${frame.prefix}${recordId}`,
    needs,
    if: '${{ always() }}',
    'runs-on': 'ubuntu-latest',
    steps: [record],
  };
}

export function concurrencyGroup(concurrency: unknown): unknown {
  return typeof concurrency === 'object' && concurrency !== null
    ? (concurrency as Yaml)['group']
    : concurrency;
}

export function withoutQueue(concurrency: unknown): Yaml {
  if (typeof concurrency !== 'object' || concurrency === null) return {};
  const { queue: _queue, ...rest } = concurrency as Yaml;
  return { concurrency: rest };
}

export function refuseExcess(frame: Frame, key: string, asked: Permissions): void {
  if (frame.prefix === '') return;
  const called = `${frame.origin.repository}@${frame.origin.ref}`;
  for (const one of excess(asked, frame.allowed))
    frame.collected.failures.push(`Error calling a workflow of '${called}'. The nested job '${key}' ${one}.`);
}

/** What cannot be evaluated before the run is a failure of the run, said in words, never a guess. */
export function attempt(frame: Frame, what: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    frame.collected.failures.push(`The local runner cannot tell ${what}: ${(error as Error).message}.`);
  }
}
