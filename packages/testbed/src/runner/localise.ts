import { concurrencyGroup, withoutQueue } from './concurrency-key.ts';
import { asText, evaluateText } from './expression.ts';
import { jobPermissions, parsePermissions } from './job-permissions.ts';
import {
  attempt,
  type Collected,
  type Frame,
  type LocalRun,
  type RunSources,
  refuseExcess,
  type Yaml,
} from './localise-frame.ts';
import { localiseJob } from './localise-job.ts';
import { recordId, recordJob } from './record-job.ts';
import { formatUses, parseUses, workflowUses } from './uses.ts';

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
    path: sources.path,
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
    path: parsed.path,
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
