import { now } from '../github/call.ts';
import type { Deployment, Repository, Store } from '../github/state.ts';
import type { LocalJob } from './localise-frame.ts';
import type { RunRecord } from './run-record.ts';

const actor = 'github-actions[bot]';

/**
 * The deployment record that GitHub itself makes for a job that names an environment without `deployment: false`. Returns what to
 * call with the job's result.
 */
export function recordEnvironmentDeployment(
  store: Store,
  repository: Repository,
  run: RunRecord,
  job: LocalJob,
): (success: boolean) => void {
  const environment = job.environment ?? '';
  const deployment: Deployment = {
    id: store.id(),
    sha: run.sha,
    ref: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    task: 'deploy',
    environment,
    payload: '',
    description: null,
    transientEnvironment: false,
    productionEnvironment: environment === 'production',
    creator: actor,
    createdAt: now(),
    updatedAt: now(),
    statuses: [],
  };
  const add = (state: string) => {
    const links = { targetUrl: '', logUrl: '', environmentUrl: '' };
    deployment.statuses.push({
      id: store.id(),
      state,
      description: '',
      environment,
      creator: actor,
      createdAt: now(),
      ...links,
    });
    store.save();
  };
  repository.deployments.unshift(deployment);
  add('in_progress');
  return (success) => add(success ? 'success' : 'failure');
}
