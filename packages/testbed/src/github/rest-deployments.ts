import { ApiError } from './api-error.ts';
import { now, type Reply, type RepositoryCall } from './call.ts';
import { Render } from './render.ts';
import type { Deployment, DeploymentStatus } from './state.ts';

/** POST /repos/{owner}/{repo}/deployments: GitHub's defaults (auto_merge on, all contexts required) are kept. */
export async function createDeployment(call: RepositoryCall): Promise<Reply> {
  const { body } = call;
  const ref = String(body['ref']);
  const sha = await call.git.resolve(ref);
  if (!sha) throw new ApiError(422, `No ref found for: ${ref}`);
  if (String(body['description'] ?? '').length > 140)
    throw new ApiError(422, 'Validation Failed', [
      {
        resource: 'Deployment',
        code: 'custom',
        field: 'description',
        message: 'description is too long (maximum is 140 characters)',
      },
    ]);
  const branch = (await call.git.refs()).has(`refs/heads/${ref}`);
  const head = await call.git.resolve(`refs/heads/${call.repository.defaultBranch}`);
  if (body['auto_merge'] !== false && branch && head && !(await call.git.isAncestor(head, sha)))
    return {
      status: 202,
      body: { message: `Auto-merged ${call.repository.defaultBranch} into ${ref} on deployment.` },
    };
  if (!Array.isArray(body['required_contexts']) && call.caller.kind === 'job')
    throw new ApiError(409, `Conflict: Commit status checks failed for ${ref}.`);
  const environment = text(body['environment'], 'production');
  const deployment: Deployment = {
    id: call.world.store.id(),
    sha,
    ref,
    task: text(body['task'], 'deploy'),
    environment,
    payload: body['payload'] ?? {},
    description: typeof body['description'] === 'string' ? body['description'] : null,
    transientEnvironment: body['transient_environment'] === true,
    productionEnvironment:
      typeof body['production_environment'] === 'boolean'
        ? body['production_environment']
        : environment === 'production',
    creator: call.caller.login,
    createdAt: now(),
    updatedAt: now(),
    statuses: [],
  };
  call.repository.deployments.unshift(deployment);
  return { status: 201, body: render(call).deployment(call.repository, deployment) };
}

/** GET /repos/{owner}/{repo}/deployments: newest first. */
export function listDeployments(call: RepositoryCall): Reply {
  const wanted = (name: 'sha' | 'ref' | 'task' | 'environment', one: Deployment) =>
    (call.query[name] ?? 'none') === 'none' || call.query[name] === one[name];
  const found = call.repository.deployments.filter(
    (one) => wanted('sha', one) && wanted('ref', one) && wanted('task', one) && wanted('environment', one),
  );
  return { status: 200, body: found.map((one) => render(call).deployment(call.repository, one)) };
}

/** GET /repos/{owner}/{repo}/deployments/{deployment_id} */
export function getDeployment(call: RepositoryCall): Reply {
  return { status: 200, body: render(call).deployment(call.repository, byId(call)) };
}

/** POST …/statuses: a success makes earlier successes of the same non-production environment inactive, as on GitHub. */
export function createDeploymentStatus(call: RepositoryCall): Reply {
  const deployment = byId(call);
  const { body } = call;
  const environment = text(body['environment'], deployment.environment);
  const status = newStatus(call, String(body['state']), environment, {
    description: text(body['description'], ''),
    targetUrl: text(body['target_url'], ''),
    logUrl: text(body['log_url'], text(body['target_url'], '')),
    environmentUrl: text(body['environment_url'], ''),
  });
  if (status.state === 'success' && body['auto_inactive'] !== false)
    retireOthers(call, deployment, environment);
  deployment.statuses.push(status);
  deployment.updatedAt = now();
  return { status: 201, body: render(call).deploymentStatus(call.repository, deployment, status) };
}

/** GET …/statuses: newest first. */
export function listDeploymentStatuses(call: RepositoryCall): Reply {
  const deployment = byId(call);
  const shown = deployment.statuses.toReversed();
  return {
    status: 200,
    body: shown.map((one) => render(call).deploymentStatus(call.repository, deployment, one)),
  };
}

function retireOthers(call: RepositoryCall, deployment: Deployment, environment: string): void {
  for (const other of call.repository.deployments) {
    const live =
      other.statuses.at(-1)?.state === 'success' &&
      !other.transientEnvironment &&
      !other.productionEnvironment;
    if (other === deployment || other.environment !== environment || !live) continue;
    const links = { description: '', targetUrl: '', logUrl: '', environmentUrl: '' };
    other.statuses.push(newStatus(call, 'inactive', environment, links));
  }
}

type Links = Pick<DeploymentStatus, 'description' | 'targetUrl' | 'logUrl' | 'environmentUrl'>;

function newStatus(call: RepositoryCall, state: string, environment: string, links: Links): DeploymentStatus {
  if (links.description.length > 140)
    throw new ApiError(422, 'Validation Failed', [
      {
        resource: 'DeploymentStatus',
        code: 'custom',
        field: 'description',
        message: 'description is too long (maximum is 140 characters)',
      },
    ]);
  return {
    id: call.world.store.id(),
    state,
    environment,
    creator: call.caller.login,
    createdAt: now(),
    ...links,
  };
}

function byId(call: RepositoryCall): Deployment {
  const found = call.repository.deployments.find((one) => one.id === call.params['deployment_id']);
  if (!found) throw new ApiError(404, 'Not Found');
  return found;
}

function render(call: RepositoryCall): Render {
  return new Render(call.world.urls, call.world.store);
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
