import type { Urls } from '../github/call.ts';
import type { Event } from '../github/events.ts';
import type { Repository } from '../github/state.ts';
import type { RunRecord } from './run-record.ts';

/** GITHUB_* variables that act does not know by itself. */
export function githubEnvironment(
  run: RunRecord,
  repository: Repository,
  event: Event,
  urls: Urls,
  triggeringActor: string,
): Record<string, string> {
  const name = `${repository.owner}/${repository.name}`;
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: urls.api,
    GITHUB_SERVER_URL: urls.server,
    GITHUB_GRAPHQL_URL: `${urls.server}/api/graphql`,
    GITHUB_REPOSITORY: name,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_REF: event.ref,
    GITHUB_SHA: event.sha,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_TRIGGERING_ACTOR: triggeringActor,
    GITHUB_WORKFLOW_REF: `${name}/${run.path}@${event.ref}`,
    GITHUB_WORKFLOW_SHA: event.sha,
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'workaday-testbed',
  };
}

/** The `github` context as far as it is known before a run starts. */
export function githubContext(run: RunRecord, repository: Repository, event: Event): Record<string, unknown> {
  return {
    repository: `${repository.owner}/${repository.name}`,
    repository_owner: repository.owner,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: event.sha,
    event_name: event.name,
    event: event.payload,
    actor: event.actor,
    workflow: run.workflow,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
  };
}
