import type { Reply, RepositoryCall } from './call.ts';
import { zeroSha } from './git-repository.ts';

const usual = 30;

/** GET /repos/{owner}/{repo}/activity: the pushes of one branch, newest first. */
export async function listActivities(call: RepositoryCall): Promise<Reply> {
  const { defaultBranch } = call.repository;
  const named = String(call.query['ref'] ?? defaultBranch);
  const ref = named.startsWith('refs/') ? named : `refs/heads/${named}`;
  const updates = await call.git.updatesOf(ref);
  const body = updates
    .map(({ before, after, date }, index) => ({
      id: updates.length - index,
      node_id: `PA_${after}`,
      before,
      after,
      ref,
      timestamp: date,
      activity_type: typeOf(before, after),
      actor: null,
    }))
    .slice(0, Number(call.query['per_page'] ?? usual));
  return { status: 200, body };
}

/** A push with force looks like any other here. */
function typeOf(before: string, after: string): string {
  if (before === zeroSha) return 'branch_creation';
  return after === zeroSha ? 'branch_deletion' : 'push';
}
