import { ApiError } from './api-error.ts';
import { now, type Reply, type RepositoryCall } from './call.ts';
import { releaseEvent } from './events.ts';
import { zeroSha } from './git-repository.ts';
import { checkLatest, chooseLatest, latestOf, newestFirst } from './latest-release.ts';
import { checkBody, checkTarget, publish } from './release-rules.ts';
import { Render } from './render.ts';
import type { Release } from './state.ts';

/** POST /repos/{owner}/{repo}/releases: publishing creates the tag when it is missing; a draft touches no tag. */
export async function createRelease(call: RepositoryCall): Promise<Reply> {
  const { body, repository } = call;
  const release: Release = {
    id: call.world.store.id(),
    tagName: String(body['tag_name']),
    target: text(body['target_commitish']) ?? repository.defaultBranch,
    name: text(body['name']),
    body: text(body['body']),
    draft: true,
    prerelease: body['prerelease'] === true,
    createdAt: now(),
    publishedAt: null,
    author: call.caller.login,
  };
  checkBody(release.body);
  checkLatest(body['make_latest'], false, release.prerelease);
  await checkTarget(call, release.target);
  const published = body['draft'] !== true;
  if (published) await publish(call, release);
  repository.releases.unshift(release);
  if (published) await announcePublished(call, release);
  return rendered(call, release, 201);
}

/** PATCH /repos/{owner}/{repo}/releases/{release_id}: what is published can become a draft again. */
export async function updateRelease(call: RepositoryCall): Promise<Reply> {
  const release = byId(call);
  const { body } = call;
  const changed: Release = {
    ...release,
    tagName: text(body['tag_name']) ?? release.tagName,
    target: text(body['target_commitish']) ?? release.target,
    name: body['name'] === undefined ? release.name : text(body['name']),
    body: body['body'] === undefined ? release.body : text(body['body']),
    prerelease: flag(body['prerelease']) ?? release.prerelease,
  };
  const draft = flag(body['draft']) ?? release.draft;
  checkBody(body['body']);
  checkLatest(body['make_latest'], draft, changed.prerelease);
  await checkTarget(call, changed.target);
  const newlyPublished = release.draft && !draft;
  if (newlyPublished || (!draft && changed.tagName !== release.tagName)) await publish(call, changed);
  if (draft && !release.draft) Object.assign(changed, { draft, createdAt: now(), publishedAt: null });
  Object.assign(release, changed);
  if (newlyPublished) await announcePublished(call, release);
  else if (!draft) chooseLatest(call.repository, release, body['make_latest']);
  return rendered(call, release, 200);
}

/** GET /repos/{owner}/{repo}/releases: newest created first; drafts only for those who may write. */
export function listReleases(call: RepositoryCall): Reply {
  const render = new Render(call.world.urls, call.world.store);
  const shown = call.repository.releases.filter((one) => !one.draft || maySeeDrafts(call));
  const body = shown.toSorted(newestFirst).map((one) => render.release(call.repository, one));
  return { status: 200, body };
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
  const found = latestOf(call.repository);
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

/** Tells the world; GitHub takes a newly published release for the latest, unless it is told otherwise. */
async function announcePublished(call: RepositoryCall, release: Release): Promise<void> {
  const byDefault = release.prerelease ? undefined : 'true';
  chooseLatest(call.repository, release, call.body['make_latest'] ?? byDefault);
  if (call.caller.kind === 'job') return;
  const sha = await call.git.resolve(`refs/tags/${release.tagName}`);
  const event = releaseEvent(call.world, call.repository, release, sha ?? zeroSha, call.caller.login);
  await call.world.publish(call.repository, event);
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

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
