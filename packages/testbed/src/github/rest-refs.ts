import { ApiError } from './api-error.ts';
import type { Reply, RepositoryCall } from './call.ts';
import { pushEvent } from './events.ts';
import { type GitRepository, zeroSha } from './git-repository.ts';
import { Render } from './render.ts';

/** GET /repos/{owner}/{repo}/git/ref/{ref} */
export async function getRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${call.params['ref']}`;
  const sha = (await call.git.refs()).get(ref);
  if (!sha) throw new ApiError(404, 'Not Found');
  return { status: 200, body: await rendered(call, ref, sha) };
}

/** GET /repos/{owner}/{repo}/git/matching-refs/{ref} */
export async function matchingRefs(call: RepositoryCall): Promise<Reply> {
  const prefix = `refs/${call.params['ref']}`;
  const found = [...(await call.git.refs())].filter(([ref]) => ref.startsWith(prefix));
  return { status: 200, body: await Promise.all(found.map(([ref, sha]) => rendered(call, ref, sha))) };
}

/** POST /repos/{owner}/{repo}/git/refs: atomic; the second of two creations is told that the reference exists. */
export async function createRef(call: RepositoryCall): Promise<Reply> {
  const ref = String(call.body['ref']);
  const sha = String(call.body['sha']);
  if (!/^refs\/[^/]+\//.test(ref))
    throw new ApiError(422, "Reference name must start with 'refs/' and contain at least two slashes.");
  if (!(await call.git.validRef(ref))) throw new ApiError(422, `${ref} is not a valid ref name.`);
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new ApiError(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  if (!(await call.git.resolve(sha, 'object'))) throw new ApiError(422, 'Object does not exist');
  await call.world.exclusively(call.repository, async () => {
    if (!(await call.git.updateRef(ref, sha, zeroSha))) throw new ApiError(422, 'Reference already exists');
  });
  await announce(call, ref, zeroSha, sha);
  return { status: 201, body: await rendered(call, ref, sha) };
}

/** PATCH /repos/{owner}/{repo}/git/refs/{ref} */
export async function updateRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${call.params['ref']}`;
  const sha = String(call.body['sha']);
  if (!(await call.git.resolve(sha, 'object'))) throw new ApiError(422, 'Object does not exist');
  const before = await call.world.exclusively(call.repository, async () => {
    const current = (await call.git.refs()).get(ref);
    if (!current) throw new ApiError(422, 'Reference does not exist');
    if (call.body['force'] !== true && !(await call.git.isAncestor(current, sha)))
      throw new ApiError(422, 'Update is not a fast forward');
    await call.git.updateRef(ref, sha, current);
    return current;
  });
  await announce(call, ref, before, sha);
  return { status: 200, body: await rendered(call, ref, sha) };
}

/** DELETE /repos/{owner}/{repo}/git/refs/{ref} */
export async function deleteRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${call.params['ref']}`;
  await call.world.exclusively(call.repository, async () => {
    const current = (await call.git.refs()).get(ref);
    if (!current) throw new ApiError(422, 'Reference does not exist');
    await call.git.updateRef(ref, zeroSha, current);
  });
  return { status: 204 };
}

/** POST /repos/{owner}/{repo}/git/tags: the tag object only; its ref is created by a second call. */
export async function createTagObject(call: RepositoryCall): Promise<Reply> {
  const { tag, message, object, type } = call.body as Record<string, string>;
  const tagger = {
    name: call.caller.login,
    email: `${call.caller.login}@users.noreply`,
    date: new Date().toISOString(),
  };
  const given = { ...tagger, ...(call.body['tagger'] as Partial<typeof tagger> | undefined) };
  if (!object || !(await call.git.resolve(object, 'object')))
    throw new ApiError(422, 'Object does not exist');
  const seconds = Math.floor(Date.parse(given.date) / 1000);
  const text = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${given.name} <${given.email}> ${seconds} +0000\n\n${message}\n`;
  const sha = (await call.git.git(['mktag'], text)).trim();
  const url = new Render(call.world.urls, call.world.store).repositoryUrl(call.repository);
  const target = { sha: object, type, url: `${url}/git/${type}s/${object}` };
  return {
    status: 201,
    body: {
      node_id: `TA_${sha}`,
      tag,
      sha,
      url: `${url}/git/tags/${sha}`,
      message,
      tagger: given,
      object: target,
    },
  };
}

/** What a person changes by REST starts workflows as a push does; what a job's token changes starts none. */
export async function announce(
  call: RepositoryCall,
  ref: string,
  before: string,
  after: string,
): Promise<void> {
  if (call.caller.kind === 'job') return;
  const event = await pushEvent(call.world, call.repository, { ref, before, after }, call.caller.login);
  await call.world.publish(call.repository, event);
}

async function rendered(call: RepositoryCall, ref: string, sha: string): Promise<unknown> {
  const git: GitRepository = call.git;
  return new Render(call.world.urls, call.world.store).ref(
    call.repository,
    ref,
    sha,
    await git.objectType(sha),
  );
}
