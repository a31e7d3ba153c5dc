import { ApiError } from './api-error.ts';
import { now, type Reply, type RepositoryCall } from './call.ts';
import { releaseEvent } from './events.ts';
import { zeroSha } from './git-repository.ts';
import { Render } from './render.ts';
import { announce } from './rest-refs.ts';
import type { Release } from './state.ts';

const longestBody = 125_000;

/** POST /repos/{owner}/{repo}/releases: publishing creates the tag when it is missing; a draft touches no tag. */
export async function createRelease(call: RepositoryCall): Promise<Reply> {
  const { body } = call;
  const tagName = String(body['tag_name']);
  const draft = body['draft'] === true;
  checkBody(body['body']);
  const existing = call.repository.releases.find((one) => one.tagName === tagName && !one.draft);
  if (existing && !draft)
    throw new ApiError(422, 'Validation Failed', [
      { resource: 'Release', code: 'already_exists', field: 'tag_name' },
    ]);
  const release: Release = {
    id: call.world.store.id(),
    tagName,
    target: text(body['target_commitish']) ?? call.repository.defaultBranch,
    name: text(body['name']),
    body: text(body['body']),
    draft,
    prerelease: body['prerelease'] === true,
    createdAt: now(),
    publishedAt: draft ? null : now(),
    author: call.caller.login,
  };
  if (!draft) await ensureTag(call, release);
  call.repository.releases.unshift(release);
  if (!draft) await published(call, release);
  return rendered(call, release, 201);
}

/** PATCH /repos/{owner}/{repo}/releases/{release_id} */
export async function updateRelease(call: RepositoryCall): Promise<Reply> {
  const release = byId(call);
  const { body } = call;
  checkBody(body['body']);
  const wasDraft = release.draft;
  release.tagName = text(body['tag_name']) ?? release.tagName;
  release.target = text(body['target_commitish']) ?? release.target;
  if (body['name'] !== undefined) release.name = text(body['name']);
  if (body['body'] !== undefined) release.body = text(body['body']);
  if (typeof body['prerelease'] === 'boolean') release.prerelease = body['prerelease'];
  if (body['draft'] === false && wasDraft) {
    await ensureTag(call, release);
    release.draft = false;
    release.publishedAt = now();
    await published(call, release);
  }
  return rendered(call, release, 200);
}

/** GET /repos/{owner}/{repo}/releases: drafts only for those who may write. */
export function listReleases(call: RepositoryCall): Reply {
  const render = new Render(call.world.urls, call.world.store);
  const shown = call.repository.releases.filter((one) => !one.draft || maySeeDrafts(call));
  return { status: 200, body: shown.map((one) => render.release(call.repository, one)) };
}

/** GET /repos/{owner}/{repo}/releases/{release_id} */
export function getRelease(call: RepositoryCall): Reply {
  const release = byId(call);
  if (release.draft && !maySeeDrafts(call)) throw new ApiError(404, 'Not Found');
  return rendered(call, release, 200);
}

/** GET /repos/{owner}/{repo}/releases/tags/{tag}: never a draft. */
export function getReleaseByTag(call: RepositoryCall): Reply {
  const found = call.repository.releases.find((one) => !one.draft && one.tagName === call.params['tag']);
  if (!found) throw new ApiError(404, 'Not Found');
  return rendered(call, found, 200);
}

/** GET /repos/{owner}/{repo}/releases/latest */
export function getLatestRelease(call: RepositoryCall): Reply {
  const found = call.repository.releases.find((one) => !one.draft && !one.prerelease);
  if (!found) throw new ApiError(404, 'Not Found');
  return rendered(call, found, 200);
}

/** DELETE /repos/{owner}/{repo}/releases/{release_id}: the tag stays. */
export function deleteRelease(call: RepositoryCall): Reply {
  call.repository.releases.splice(call.repository.releases.indexOf(byId(call)), 1);
  return { status: 204 };
}

function byId(call: RepositoryCall): Release {
  const found = call.repository.releases.find((one) => one.id === call.params['release_id']);
  if (!found) throw new ApiError(404, 'Not Found');
  return found;
}

async function ensureTag(call: RepositoryCall, release: Release): Promise<void> {
  const ref = `refs/tags/${release.tagName}`;
  const invalid = (field: string) =>
    new ApiError(422, 'Validation Failed', [{ resource: 'Release', code: 'invalid', field }]);
  if (!(await call.git.validRef(ref))) throw invalid('tag_name');
  const created = await call.world.exclusively(call.repository, async () => {
    if ((await call.git.refs()).has(ref)) return undefined;
    const target = await call.git.resolve(release.target);
    if (!target) throw invalid('target_commitish');
    return (await call.git.updateRef(ref, target, zeroSha)) ? target : undefined;
  });
  if (created) await announce(call, ref, zeroSha, created);
}

async function published(call: RepositoryCall, release: Release): Promise<void> {
  if (call.caller.kind === 'job') return;
  const sha = await call.git.resolve(`refs/tags/${release.tagName}`);
  const event = releaseEvent(call.world, call.repository, release, sha ?? zeroSha, call.caller.login);
  await call.world.publish(call.repository, event);
}

function checkBody(body: unknown): void {
  if (typeof body === 'string' && body.length > longestBody)
    throw new ApiError(422, 'Validation Failed', [
      {
        resource: 'Release',
        code: 'custom',
        field: 'body',
        message: `body is too long (maximum is ${longestBody} characters)`,
      },
    ]);
}

function maySeeDrafts(call: RepositoryCall): boolean {
  if (call.caller.kind === 'job') return call.caller.permissions.contents === 'write';
  return ['write', 'maintain', 'admin'].includes(call.repository.collaborators[call.caller.login] ?? 'none');
}

function rendered(call: RepositoryCall, release: Release, status: number): Reply {
  return { status, body: new Render(call.world.urls, call.world.store).release(call.repository, release) };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
