import type { Claims } from '../github/oidc-provider.ts';
import type { RunRecord } from './run-record.ts';
import type { GatheredSources } from './sources.ts';
import { formatUses, type RemoteUses } from './uses.ts';

/** What a job's identity token says besides issuer, audience and times. */
export interface Identity {
  readonly run: RunRecord;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly repositoryId: number;
  readonly ownerId: number;
  readonly actorId: number;
  readonly environment: string | undefined;
  /** Where the job stands: its own workflow file, or the one that was called. */
  readonly jobWorkflow: { readonly ref: string; readonly sha: string };
}

/** Source: "OpenID Connect reference" in GitHub's documentation; `sub` as for repositories made before 2026-07-15. */
export function idTokenClaims(identity: Identity): Claims {
  const { run, environment, jobWorkflow } = identity;
  const [owner = ''] = run.repository.split('/');
  const pull = identity.payload['pull_request'] as
    | { head?: { ref?: string }; base?: { ref?: string } }
    | undefined;
  return {
    sub: `repo:${run.repository}:${subject(run, environment)}`,
    repository: run.repository,
    repository_id: String(identity.repositoryId),
    repository_owner: owner,
    repository_owner_id: String(identity.ownerId),
    repository_visibility: 'private',
    ref: run.ref,
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: 'false',
    sha: run.sha,
    head_ref: pull?.head?.ref ?? '',
    base_ref: pull?.base?.ref ?? '',
    event_name: run.event,
    workflow: run.workflow,
    workflow_ref: `${run.repository}/${run.path}@${run.ref}`,
    workflow_sha: run.sha,
    job_workflow_ref: jobWorkflow.ref,
    job_workflow_sha: jobWorkflow.sha,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    actor: run.actor,
    actor_id: String(identity.actorId),
    runner_environment: 'self-hosted',
    ...(environment === undefined ? {} : { environment }),
  };
}

function subject(run: RunRecord, environment: string | undefined): string {
  if (environment !== undefined) return `environment:${environment.replaceAll(':', '%3A')}`;
  return run.event === 'pull_request' ? 'pull_request' : `ref:${run.ref}`;
}

/** A job's workflow file with its full ref; what is of the run's own commit goes by the ref of the run. */
export function jobWorkflow(
  run: RunRecord,
  workflow: RemoteUses,
  { repositories }: Pick<GatheredSources, 'repositories'>,
): Identity['jobWorkflow'] {
  const called = repositories[`${workflow.repository}@${workflow.ref}`];
  const own = workflow.repository === run.repository && workflow.ref === run.sha;
  const { fullRef, sha } = own || !called ? { fullRef: run.ref, sha: run.sha } : called;
  return { ref: formatUses({ ...workflow, ref: fullRef }), sha };
}
