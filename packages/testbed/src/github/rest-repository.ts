import { ApiError } from './api-error.ts';
import type { Call, Reply, RepositoryCall } from './call.ts';
import { Render } from './render.ts';
import type { Role } from './state.ts';

/** GET /user: a job's token is no user, as on GitHub. */
export function getAuthenticatedUser(call: Call): Reply {
  if (call.caller.kind === 'job') throw new ApiError(403, 'Resource not accessible by integration');
  return { status: 200, body: publicUser(call, call.caller.login) };
}

/** GET /users/{username} */
export function getUser(call: Call): Reply {
  return { status: 200, body: publicUser(call, String(call.params['username'])) };
}

/** GET /repos/{owner}/{repo} */
export function getRepository(call: RepositoryCall): Reply {
  return { status: 200, body: render(call).repository(call.repository) };
}

/** `permission` collapses maintain to write and triage to read; `role_name` does not. */
const collapsed: Record<Role, string> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

/** GET /repos/{owner}/{repo}/collaborators/{username}/permission */
export function collaboratorPermission(call: RepositoryCall): Reply {
  const user = call.world.store.user(String(call.params['username']));
  if (!user) throw new ApiError(404, 'Not Found');
  const role = call.repository.collaborators[user.login] ?? 'none';
  const body = {
    permission: collapsed[role],
    role_name: role,
    user: render(call).collaborator(user.login, role),
  };
  return { status: 200, body };
}

/** GET /repos/{owner}/{repo}/commits/{ref} */
export async function getCommit(call: RepositoryCall): Promise<Reply> {
  const sha = await call.git.resolve(String(call.params['ref']));
  if (!sha) throw new ApiError(422, `No commit found for SHA: ${call.params['ref']}`);
  return { status: 200, body: render(call).commit(call.repository, await call.git.commit(sha)) };
}

/** GET /repos/{owner}/{repo}/commits: newest first. */
export async function listCommits(call: RepositoryCall): Promise<Reply> {
  const sha = await call.git.resolve(
    String(call.query['sha'] ?? `refs/heads/${call.repository.defaultBranch}`),
  );
  if (!sha) throw new ApiError(404, 'Not Found');
  const path = call.query['path'] === undefined ? [] : ['--', String(call.query['path'])];
  const commits = await call.git.commits([sha, ...path]);
  return { status: 200, body: commits.map((one) => render(call).commit(call.repository, one)) };
}

/** Without pages GitHub shows no more than this, and the head is always among them. */
const mostCompared = 250;

/** GET /repos/{owner}/{repo}/compare/{basehead}: three dots, commits oldest first. */
export async function compare(call: RepositoryCall): Promise<Reply> {
  const [baseName = '', headName = ''] = String(call.params['basehead']).split('...');
  const [base, head] = [await call.git.resolve(baseName), await call.git.resolve(headName)];
  if (!base || !head) throw new ApiError(404, 'Not Found');
  const common = (await call.git.git(['merge-base', base, head])).trim();
  const ahead = (await call.git.commits(['--reverse', `${base}..${head}`])).map((one) =>
    render(call).commit(call.repository, one),
  );
  const behind = await call.git.commits([`${head}..${base}`]);
  const html = `${render(call).htmlUrl(call.repository)}/compare/${encodeURIComponent(`${baseName}...${headName}`)}`;
  const body = {
    url: `${render(call).repositoryUrl(call.repository)}/compare/${encodeURIComponent(`${baseName}...${headName}`)}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: render(call).commit(call.repository, await call.git.commit(base)),
    merge_base_commit: render(call).commit(call.repository, await call.git.commit(common)),
    status: comparison(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.slice(-mostCompared),
    files: [],
  };
  return { status: 200, body };
}

function comparison(ahead: number, behind: number): string {
  if (ahead === 0 && behind === 0) return 'identical';
  if (ahead > 0 && behind > 0) return 'diverged';
  return ahead > 0 ? 'ahead' : 'behind';
}

function publicUser(call: Call, login: string): unknown {
  const known = call.world.store.user(login);
  if (!known) throw new ApiError(404, 'Not Found');
  const counts = { followers: 0, following: 0, public_gists: 0, public_repos: 0 };
  const unknown = {
    bio: null,
    blog: null,
    company: null,
    email: null,
    hireable: null,
    location: null,
    name: null,
  };
  const dates = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
  return {
    ...new Render(call.world.urls, call.world.store).user(known.login),
    ...counts,
    ...unknown,
    ...dates,
  };
}

function render(call: RepositoryCall): Render {
  return new Render(call.world.urls, call.world.store);
}
