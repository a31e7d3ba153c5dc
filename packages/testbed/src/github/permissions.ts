import type { Role } from './state.ts';

export type Access = 'none' | 'read' | 'write';

/** What a job token may be given. Source: "Assigning permissions to jobs" in GitHub's documentation. */
export const scopes = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
] as const;

export type Scope = (typeof scopes)[number];
export type Permissions = Readonly<Partial<Record<Scope, Access>>>;
export interface Need {
  readonly scope: Scope;
  readonly access: Access;
}

const rank: Record<Access, number> = { none: 0, read: 1, write: 2 };

export function covers(given: Access | undefined, needed: Access): boolean {
  return rank[given ?? 'none'] >= rank[needed];
}

/**
 * 'metadata' is what every token may read, 'people' what no job's token may be given. Source: "Permissions required for
 * GitHub Apps" in GitHub's documentation.
 */
const needs: Readonly<Record<string, Need | 'metadata' | 'people'>> = {
  'GET /user': 'metadata',
  'GET /users/{username}': 'metadata',
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': 'metadata',
  'GET /repos/{owner}/{repo}': 'metadata',
  'GET /repos/{owner}/{repo}/activity': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': 'metadata',
  'GET /repos/{owner}/{repo}/branches': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/environments/{environment_name}': { scope: 'actions', access: 'read' },
  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': {
    scope: 'actions',
    access: 'read',
  },
  'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets': 'people',
  'GET /repos/{owner}/{repo}/environments/{environment_name}/variables': 'people',
  'GET /repos/{owner}/{repo}/actions/secrets': 'people',
  'GET /repos/{owner}/{repo}/actions/variables': 'people',
  'GET /repos/{owner}/{repo}/actions/organization-variables': 'people',
  'GET /repos/{owner}/{repo}/git/ref/{ref}': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': { scope: 'contents', access: 'read' },
  'POST /repos/{owner}/{repo}/git/refs': { scope: 'contents', access: 'write' },
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': { scope: 'contents', access: 'write' },
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': { scope: 'contents', access: 'write' },
  'POST /repos/{owner}/{repo}/git/tags': { scope: 'contents', access: 'write' },
  'GET /repos/{owner}/{repo}/contents/{path}': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/commits': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/commits/{ref}': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/compare/{basehead}': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/releases': { scope: 'contents', access: 'read' },
  'POST /repos/{owner}/{repo}/releases': { scope: 'contents', access: 'write' },
  'GET /repos/{owner}/{repo}/releases/latest': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/releases/tags/{tag}': { scope: 'contents', access: 'read' },
  'GET /repos/{owner}/{repo}/releases/{release_id}': { scope: 'contents', access: 'read' },
  'PATCH /repos/{owner}/{repo}/releases/{release_id}': { scope: 'contents', access: 'write' },
  'DELETE /repos/{owner}/{repo}/releases/{release_id}': { scope: 'contents', access: 'write' },
  'GET /repos/{owner}/{repo}/deployments': { scope: 'deployments', access: 'read' },
  'POST /repos/{owner}/{repo}/deployments': { scope: 'deployments', access: 'write' },
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': { scope: 'deployments', access: 'read' },
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': { scope: 'deployments', access: 'read' },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    scope: 'deployments',
    access: 'write',
  },
  'GET /repos/{owner}/{repo}/issues': { scope: 'issues', access: 'read' },
  'POST /repos/{owner}/{repo}/issues': { scope: 'issues', access: 'write' },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': { scope: 'issues', access: 'read' },
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': { scope: 'issues', access: 'write' },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': { scope: 'issues', access: 'read' },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': { scope: 'issues', access: 'write' },
  'POST /repos/{owner}/{repo}/dispatches': { scope: 'contents', access: 'write' },
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': {
    scope: 'actions',
    access: 'write',
  },
};

export const servedRoutes: readonly string[] = Object.keys(needs);

/** May a job token with these permissions make this call? A route that is not in the table is a mistake of the stand-in. */
export function jobMayCall(route: string, permissions: Permissions): boolean {
  const need = needs[route];
  if (need === undefined) throw new Error(`No permission is recorded for ${route}.`);
  if (need === 'people') return false;
  return need === 'metadata' || covers(permissions[need.scope], need.access);
}

const personAccess: Record<Role, Access> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'write',
};

/** May a person with this role make this call? Triage is what may edit issues without being able to write. */
export function personMayCall(route: string, role: Role): boolean {
  const need = needs[route];
  if (need === undefined) throw new Error(`No permission is recorded for ${route}.`);
  if (need === 'metadata') return true;
  // "Authenticated users must have collaborator access", which is to write.
  if (need === 'people') return personAccess[role] === 'write';
  if (need.scope === 'issues' && role !== 'none')
    return route.startsWith('GET') || role !== 'read' || route.endsWith('/issues');
  return covers(personAccess[role], need.access);
}
