import { ApiError } from './api-error.ts';
import { now, type RepositoryCall } from './call.ts';
import { zeroSha } from './git-repository.ts';
import { announce } from './rest-refs.ts';
import type { Release } from './state.ts';

const longestBody = 125_000;

export function checkBody(body: unknown): void {
  if (typeof body === 'string' && body.length > longestBody)
    throw invalid({
      code: 'custom',
      field: 'body',
      message: `body is too long (maximum is ${longestBody} characters)`,
    });
}

/**
 * A job's token may not name a commit whose workflows are not those of the default branch, whether or not the tag
 * exists. https://docs.github.com/rest/releases/releases#create-a-release
 */
export async function checkTarget(call: RepositoryCall, target: string): Promise<void> {
  if (call.caller.kind !== 'job') return;
  const [from, to] = [await call.git.resolve(call.repository.defaultBranch), await call.git.resolve(target)];
  if (!from || !to) return;
  const command = ['diff', '--name-only', '--diff-filter=AM', from, to, '--', '.github/workflows'];
  if ((await call.git.git(command)) !== '') throw new ApiError(404, 'Not Found');
}

/** Makes a release public: its tag is created at the target unless it exists, and no other public one may have it. */
export async function publish(call: RepositoryCall, release: Release): Promise<void> {
  const commit = await call.git.commit(await ensureTag(call, release));
  const { tagName, id } = release;
  if (call.repository.releases.some((one) => !one.draft && one.id !== id && one.tagName === tagName))
    throw invalid({ code: 'already_exists', field: 'tag_name' });
  release.draft = false;
  release.createdAt = commit.committer.date;
  release.publishedAt ??= now();
}

/** The commit that the tag leads to. */
async function ensureTag(call: RepositoryCall, release: Release): Promise<string> {
  const ref = `refs/tags/${release.tagName}`;
  if (!(await call.git.validRef(ref))) throw invalid({ code: 'invalid', field: 'tag_name' });
  const created = await call.world.exclusively(call.repository, async () => {
    if ((await call.git.refs()).has(ref)) return undefined;
    const target = await call.git.resolve(release.target);
    if (!target) throw invalid({ code: 'invalid', field: 'target_commitish' });
    return (await call.git.updateRef(ref, target, zeroSha)) ? target : undefined;
  });
  if (created) await announce(call, ref, zeroSha, created);
  const commit = await call.git.resolve(ref);
  if (!commit) throw invalid({ code: 'invalid', field: 'tag_name' });
  return commit;
}

function invalid(error: Record<string, string>): ApiError {
  return new ApiError(422, 'Validation Failed', [{ resource: 'Release', ...error }]);
}
