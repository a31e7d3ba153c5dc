import type { World } from '../github/call.ts';
import type { Event } from '../github/events.ts';
import { Render } from '../github/render.ts';
import type { Repository } from '../github/state.ts';
import { idTokenClaims, jobWorkflow } from './id-token-claims.ts';
import type { JobTokens } from './job-tokens.ts';
import type { LocalJob } from './localise-frame.ts';
import type { RunRecord } from './run-record.ts';
import type { GatheredSources } from './sources.ts';

interface Attempt {
  readonly world: World;
  readonly tokens: JobTokens;
  /** Under which the tokens are revoked. */
  readonly mark: string;
  readonly run: RunRecord;
  readonly repository: Repository;
  readonly event: Event;
  readonly gathered: GatheredSources;
}

/** What only one job may have, by the names that the local copy uses: its token, and what it asks for identity tokens with. */
export function jobSecrets(attempt: Attempt, jobs: readonly LocalJob[]): Record<string, string> {
  const { world, tokens, mark, run, repository, event, gathered } = attempt;
  const render = new Render(world.urls, world.store);
  const idOf = (login: string) => Number(render.user(login)['id']);
  const secrets: Record<string, string> = {};
  for (const job of jobs) {
    secrets[job.tokenSecret] = tokens.issue(mark, run.repository, job.key, job.permissions);
    for (const { secret, environment } of job.idTokenSecrets) {
      const claims = idTokenClaims({
        run,
        payload: event.payload,
        repositoryId: repository.id,
        ownerId: idOf(repository.owner),
        actorId: idOf(run.actor),
        environment,
        jobWorkflow: jobWorkflow(run, job.workflow, gathered),
      });
      secrets[secret] = tokens.issueRequest(mark, job.key, claims);
    }
  }
  return secrets;
}
