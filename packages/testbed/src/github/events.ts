import type { World } from './call.ts';
import { type Commit, zeroSha } from './git-repository.ts';
import { Render } from './render.ts';
import type { Release, Repository } from './state.ts';

/** Something that may start workflows. `sha` is the commit whose workflow files count. */
export interface Event {
  readonly name: 'push' | 'release' | 'repository_dispatch' | 'workflow_dispatch';
  /** Release: created, published; repository_dispatch: its event_type. */
  readonly action?: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  /** workflow_dispatch names one file. */
  readonly workflow?: string;
  readonly changedPaths: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface RefUpdate {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** As GitHub's webhook "push": https://docs.github.com/webhooks/webhook-events-and-payloads#push */
export async function pushEvent(
  world: World,
  repository: Repository,
  update: RefUpdate,
  actor: string,
): Promise<Event> {
  const git = world.git(repository);
  const { ref, before, after } = update;
  const deleted = after === zeroSha;
  const sha = deleted ? zeroSha : ((await git.resolve(after)) ?? after);
  const range = before === zeroSha ? ['-1', sha] : ['-20', '--reverse', `${before}..${sha}`];
  const commits = deleted ? [] : await git.commits(range);
  const url = new Render(world.urls, world.store).htmlUrl(repository);
  const payload = {
    ...sender(world, repository, actor),
    ref,
    before,
    after: deleted ? zeroSha : after,
    created: before === zeroSha,
    deleted,
    forced: before !== zeroSha && !deleted && !(await git.isAncestor(before, sha)),
    base_ref: null,
    compare: `${url}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: ref.startsWith('refs/tags/') ? [] : commits.map((one) => webhookCommit(url, one)),
    head_commit: deleted ? null : webhookCommit(url, await git.commit(sha)),
    pusher: { name: actor, email: `${actor}@users.noreply.example` },
  };
  const changedPaths = deleted ? [] : await git.changedPaths(before === zeroSha ? zeroSha : before, sha);
  return { name: 'push', ref, sha, actor, changedPaths, payload };
}

export function releaseEvent(
  world: World,
  repository: Repository,
  release: Release,
  sha: string,
  actor: string,
): Event {
  const rendered = new Render(world.urls, world.store).release(repository, release);
  const payload = { ...sender(world, repository, actor), action: 'published', release: rendered };
  return {
    name: 'release',
    action: 'published',
    ref: `refs/tags/${release.tagName}`,
    sha,
    actor,
    changedPaths: [],
    payload,
  };
}

export function repositoryDispatchEvent(
  world: World,
  repository: Repository,
  type: string,
  clientPayload: Record<string, unknown>,
  sha: string,
  actor: string,
): Event {
  const branch = repository.defaultBranch;
  const payload = {
    ...sender(world, repository, actor),
    action: type,
    branch,
    client_payload: clientPayload,
  };
  return {
    name: 'repository_dispatch',
    action: type,
    ref: `refs/heads/${branch}`,
    sha,
    actor,
    changedPaths: [],
    payload,
  };
}

export function workflowDispatchEvent(
  world: World,
  repository: Repository,
  wanted: {
    readonly path: string;
    readonly ref: string;
    readonly sha: string;
    readonly inputs: Record<string, string>;
  },
  actor: string,
): Event {
  const { path, ref, sha, inputs } = wanted;
  const payload = { ...sender(world, repository, actor), ref, workflow: path, inputs };
  return { name: 'workflow_dispatch', ref, sha, actor, workflow: path, changedPaths: [], payload };
}

function sender(world: World, repository: Repository, actor: string): Record<string, unknown> {
  const render = new Render(world.urls, world.store);
  return { repository: render.repository(repository), sender: render.user(actor) };
}

function webhookCommit(url: string, commit: Commit): Record<string, unknown> {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${url}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
