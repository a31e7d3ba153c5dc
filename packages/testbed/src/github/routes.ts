import type { Call, Reply, RepositoryCall } from './call.ts';
import * as activity from './rest-activity.ts';
import * as contents from './rest-contents.ts';
import * as deployments from './rest-deployments.ts';
import * as dispatches from './rest-dispatches.ts';
import * as issues from './rest-issues.ts';
import * as refs from './rest-refs.ts';
import * as releases from './rest-releases.ts';
import * as repository from './rest-repository.ts';
import * as settings from './rest-settings.ts';
import * as teams from './rest-teams.ts';

type Handler<C> = (call: C) => Reply | Promise<Reply>;

export const userRoutes: Readonly<Record<string, Handler<Call>>> = {
  'GET /user': repository.getAuthenticatedUser,
  'GET /users/{username}': repository.getUser,
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': teams.getTeamMembership,
};

const r = '/repos/{owner}/{repo}';

export const repositoryRoutes: Readonly<Record<string, Handler<RepositoryCall>>> = {
  [`GET ${r}`]: repository.getRepository,
  [`GET ${r}/activity`]: activity.listActivities,
  [`GET ${r}/collaborators/{username}/permission`]: repository.collaboratorPermission,
  [`GET ${r}/commits`]: repository.listCommits,
  [`GET ${r}/commits/{ref}`]: repository.getCommit,
  [`GET ${r}/compare/{basehead}`]: repository.compare,
  [`GET ${r}/branches`]: settings.listBranches,
  [`GET ${r}/environments/{environment_name}`]: settings.getEnvironment,
  [`GET ${r}/environments/{environment_name}/deployment-branch-policies`]: settings.branchPolicies,
  [`GET ${r}/environments/{environment_name}/secrets`]: settings.environmentSecrets,
  [`GET ${r}/environments/{environment_name}/variables`]: settings.environmentVariables,
  [`GET ${r}/actions/secrets`]: settings.repositorySecrets,
  [`GET ${r}/actions/variables`]: settings.repositoryVariables,
  [`GET ${r}/actions/organization-variables`]: settings.organizationVariables,
  [`GET ${r}/contents/{path}`]: contents.getContent,
  [`GET ${r}/git/ref/{ref}`]: refs.getRef,
  [`GET ${r}/git/matching-refs/{ref}`]: refs.matchingRefs,
  [`POST ${r}/git/refs`]: refs.createRef,
  [`PATCH ${r}/git/refs/{ref}`]: refs.updateRef,
  [`DELETE ${r}/git/refs/{ref}`]: refs.deleteRef,
  [`POST ${r}/git/tags`]: refs.createTagObject,
  [`GET ${r}/releases`]: releases.listReleases,
  [`POST ${r}/releases`]: releases.createRelease,
  [`GET ${r}/releases/latest`]: releases.getLatestRelease,
  [`GET ${r}/releases/tags/{tag}`]: releases.getReleaseByTag,
  [`GET ${r}/releases/{release_id}`]: releases.getRelease,
  [`PATCH ${r}/releases/{release_id}`]: releases.updateRelease,
  [`DELETE ${r}/releases/{release_id}`]: releases.deleteRelease,
  [`GET ${r}/deployments`]: deployments.listDeployments,
  [`POST ${r}/deployments`]: deployments.createDeployment,
  [`GET ${r}/deployments/{deployment_id}`]: deployments.getDeployment,
  [`GET ${r}/deployments/{deployment_id}/statuses`]: deployments.listDeploymentStatuses,
  [`POST ${r}/deployments/{deployment_id}/statuses`]: deployments.createDeploymentStatus,
  [`GET ${r}/issues`]: issues.listIssues,
  [`POST ${r}/issues`]: issues.createIssue,
  [`GET ${r}/issues/{issue_number}`]: issues.getIssue,
  [`PATCH ${r}/issues/{issue_number}`]: issues.updateIssue,
  [`GET ${r}/issues/{issue_number}/comments`]: issues.listComments,
  [`POST ${r}/issues/{issue_number}/comments`]: issues.createComment,
  [`POST ${r}/dispatches`]: dispatches.repositoryDispatch,
  [`POST ${r}/actions/workflows/{workflow_id}/dispatches`]: dispatches.workflowDispatch,
};
