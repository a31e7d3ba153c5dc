import { ApiError } from './api-error.ts';
import type { Reply, RepositoryCall } from './call.ts';
import { Render } from './render.ts';
import type { Environment } from './state.ts';

/** GET /repos/{owner}/{repo}/branches */
export async function listBranches(call: RepositoryCall): Promise<Reply> {
  const url = new Render(call.world.urls, call.world.store).repositoryUrl(call.repository);
  const branches = [...(await call.git.refs())].flatMap(([ref, sha]) => {
    const name = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    if (name === undefined) return [];
    const isProtected = call.repository.protectedBranches?.includes(name) ?? false;
    return [{ name, commit: { sha, url: `${url}/commits/${sha}` }, protected: isProtected }];
  });
  const wanted = call.query['protected'];
  return {
    status: 200,
    body: branches.filter((branch) => wanted === undefined || branch.protected === wanted),
  };
}

/** GET /repos/{owner}/{repo}/environments/{environment_name} */
export function getEnvironment(call: RepositoryCall): Reply {
  const { name, environment } = environmentOf(call);
  const render = new Render(call.world.urls, call.world.store);
  const { branches } = environment;
  const body = {
    id: environment.id,
    node_id: `EN_${environment.id}`,
    name,
    url: `${render.repositoryUrl(call.repository)}/environments/${encodeURIComponent(name)}`,
    html_url: `${render.htmlUrl(call.repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: call.repository.createdAt,
    updated_at: call.repository.createdAt,
    protection_rules: [],
    deployment_branch_policy:
      branches === undefined
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches !== 'protected' },
  };
  return { status: 200, body };
}

/** GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies */
export function branchPolicies(call: RepositoryCall): Reply {
  const { branches } = environmentOf(call).environment;
  const patterns = Array.isArray(branches) ? branches : [];
  const policies = patterns.map((name, index) => ({
    id: index + 1,
    node_id: `GBP_${index + 1}`,
    name,
    type: 'branch',
  }));
  return { status: 200, body: { total_count: policies.length, branch_policies: policies } };
}

/** GET /repos/{owner}/{repo}/environments/{environment_name}/secrets: names, never values. */
export function environmentSecrets(call: RepositoryCall): Reply {
  return secrets(call, environmentOf(call).environment.secrets);
}

/** GET /repos/{owner}/{repo}/actions/secrets */
export function repositorySecrets(call: RepositoryCall): Reply {
  return secrets(call, call.repository.secrets);
}

/** GET /repos/{owner}/{repo}/environments/{environment_name}/variables */
export function environmentVariables(call: RepositoryCall): Reply {
  return variables(call, environmentOf(call).environment.variables);
}

/** GET /repos/{owner}/{repo}/actions/variables */
export function repositoryVariables(call: RepositoryCall): Reply {
  return variables(call, call.repository.variables);
}

/** GET /repos/{owner}/{repo}/actions/organization-variables: the stand-in's organisations have none. */
export function organizationVariables(call: RepositoryCall): Reply {
  return variables(call, {});
}

function environmentOf({ repository, params }: RepositoryCall): { name: string; environment: Environment } {
  const name = String(params['environment_name']);
  const environment = repository.environments[name];
  if (!environment) throw new ApiError(404, 'Not Found');
  return { name, environment };
}

const times = ({ repository }: RepositoryCall) => ({
  created_at: repository.createdAt,
  updated_at: repository.createdAt,
});

function secrets(call: RepositoryCall, held: Readonly<Record<string, string>>): Reply {
  const list = Object.keys(held).map((name) => ({ name, ...times(call) }));
  return { status: 200, body: { total_count: list.length, secrets: list } };
}

function variables(call: RepositoryCall, held: Readonly<Record<string, string>>): Reply {
  const list = Object.entries(held).map(([name, value]) => ({ name, value, ...times(call) }));
  return { status: 200, body: { total_count: list.length, variables: list } };
}
