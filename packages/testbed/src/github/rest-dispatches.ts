import { parse } from 'yaml';
import { ApiError } from './api-error.ts';
import type { Reply, RepositoryCall } from './call.ts';
import { repositoryDispatchEvent, workflowDispatchEvent } from './events.ts';
import { Render } from './render.ts';
import { triggersOf } from './triggers.ts';

/** POST /repos/{owner}/{repo}/dispatches: also by a job's token; these two events are the exception to its silence. */
export async function repositoryDispatch(call: RepositoryCall): Promise<Reply> {
  const sha = await call.git.resolve(`refs/heads/${call.repository.defaultBranch}`);
  if (!sha) throw new ApiError(422, 'The repository is empty.');
  const payload = (call.body['client_payload'] ?? {}) as Record<string, unknown>;
  const event = repositoryDispatchEvent(
    call.world,
    call.repository,
    String(call.body['event_type']),
    payload,
    sha,
    call.caller.login,
  );
  await call.world.publish(call.repository, event);
  return { status: 204 };
}

/** POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches: `workflow_id` is the file's name. */
export async function workflowDispatch(call: RepositoryCall): Promise<Reply> {
  const name = String(call.params['workflow_id']);
  const path = name.startsWith('.github/workflows/') ? name : `.github/workflows/${name}`;
  const main = await call.git.resolve(`refs/heads/${call.repository.defaultBranch}`);
  if (!main || (await call.git.read(main, path)) === undefined) throw new ApiError(404, 'Not Found');
  const ref = await fullRef(call, String(call.body['ref']));
  const sha = await call.git.resolve(ref);
  const text = sha && (await call.git.read(sha, path));
  const trigger = text ? triggersOf(parse(text))['workflow_dispatch'] : undefined;
  if (!sha || trigger === undefined)
    throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
  const inputs = dispatchInputs(
    (call.body['inputs'] ?? {}) as Record<string, unknown>,
    declaredInputs(trigger),
  );
  const event = workflowDispatchEvent(
    call.world,
    call.repository,
    { path, ref, sha, inputs },
    call.caller.login,
  );
  const [id] = await call.world.publish(call.repository, event);
  if (call.body['return_run_details'] !== true) return { status: 204 };
  const render = new Render(call.world.urls, call.world.store);
  const run_url = `${render.repositoryUrl(call.repository)}/actions/runs/${id}`;
  return {
    status: 200,
    body: { workflow_run_id: id, run_url, html_url: `${render.htmlUrl(call.repository)}/actions/runs/${id}` },
  };
}

interface DeclaredInput {
  readonly required?: boolean;
  readonly default?: unknown;
  readonly type?: string;
  readonly options?: readonly unknown[];
}

/** The inputs a run gets: given ones and defaults; all that is wrong is one 422, as on GitHub. */
export function dispatchInputs(
  given: Record<string, unknown>,
  declared: Record<string, DeclaredInput>,
): Record<string, string> {
  const unexpected = Object.keys(given).filter((name) => !(name in declared));
  if (unexpected.length > 0)
    throw new ApiError(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] ?? input.default;
    if (input.required && (value === undefined || value === ''))
      throw new ApiError(422, `Required input '${name}' not provided`);
    if (input.type === 'choice' && value !== undefined && !input.options?.map(String).includes(String(value)))
      throw new ApiError(
        422,
        `Provided value '${value}' for input '${name}' not in the list of allowed values`,
      );
    inputs[name] = value === undefined ? '' : String(value);
  }
  return inputs;
}

function declaredInputs(trigger: unknown): Record<string, DeclaredInput> {
  const inputs = (trigger as { inputs?: Record<string, DeclaredInput | null> } | null)?.inputs ?? {};
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input ?? {}]));
}

async function fullRef(call: RepositoryCall, name: string): Promise<string> {
  const refs = await call.git.refs();
  const found = [name, `refs/heads/${name}`, `refs/tags/${name}`].find((one) => refs.has(one));
  if (!found) throw new ApiError(422, `No ref found for: ${name}`);
  return found;
}
