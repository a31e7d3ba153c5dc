import { Failure } from '../failure.ts';

/** Where and why this step runs, as the runner's environment says it. */
export interface RunContext {
  /** `owner/name` */
  repository: string;
  owner: string;
  name: string;
  /** GitHub's number of the repository, which stays when it is renamed; empty when the server tells none. */
  repositoryId: string;
  /** Commit that started the run, 40 hexadecimal digits. */
  sha: string;
  /** Full ref, e.g. `refs/heads/main`. */
  ref: string;
  event: string;
  /** Workflow that started the run, `owner/name/.github/workflows/ship.yml@REF`; empty when the server tells none. */
  workflowRef: string;
  actor: string;
  /** Who pressed the button of this very run: a re-run keeps the `actor` of the first one. */
  triggeringActor: string;
  runId: string;
  runAttempt: string;
  runUrl: string;
  apiUrl: string;
  serverUrl: string;
  /** Where people read the repository, e.g. `https://github.com/owner/name`. */
  repositoryUrl: string;
  workspace: string;
  /** File with the event that started the run, as GitHub sent it; empty when there is none. */
  eventPath: string;
}

/** Whose leases and locks are a run's: `owner/name/RUN_ID`. */
export function holderOf({ repository, runId }: Pick<RunContext, 'repository' | 'runId'>): string {
  return `${repository}/${runId}`;
}

/** Reads the runner's environment; throws one Failure that names every variable that is missing. */
export function readRunContext(env: Readonly<Record<string, string | undefined>>): RunContext {
  const names = [
    'GITHUB_REPOSITORY',
    'GITHUB_SHA',
    'GITHUB_REF',
    'GITHUB_WORKSPACE',
    'GITHUB_RUN_ID',
  ] as const;
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Failure({
      reason: 'bad-input',
      what: `the environment has no ${missing.join(', ')}`,
      why: 'A GitHub runner sets these for every step.',
      next: 'Run this as a step of a GitHub Actions job.',
    });
  }
  const value = (name: string, fallback = '') => env[name] || fallback;
  const repository = value('GITHUB_REPOSITORY');
  const [owner = '', name = ''] = repository.split('/');
  const serverUrl = value('GITHUB_SERVER_URL', 'https://github.com');
  const repositoryUrl = `${serverUrl}/${repository}`;
  const runId = value('GITHUB_RUN_ID');
  return {
    repository,
    owner,
    name,
    repositoryId: value('GITHUB_REPOSITORY_ID'),
    sha: value('GITHUB_SHA'),
    ref: value('GITHUB_REF'),
    event: value('GITHUB_EVENT_NAME', 'push'),
    workflowRef: value('GITHUB_WORKFLOW_REF'),
    actor: value('GITHUB_ACTOR', 'unknown'),
    triggeringActor: value('GITHUB_TRIGGERING_ACTOR', value('GITHUB_ACTOR', 'unknown')),
    runId,
    runAttempt: value('GITHUB_RUN_ATTEMPT', '1'),
    runUrl: `${repositoryUrl}/actions/runs/${runId}`,
    apiUrl: value('GITHUB_API_URL', 'https://api.github.com'),
    serverUrl,
    repositoryUrl,
    workspace: value('GITHUB_WORKSPACE'),
    eventPath: value('GITHUB_EVENT_PATH'),
  };
}
