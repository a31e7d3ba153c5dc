import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptanceProblems } from '../acceptance/acceptance-problems.ts';
import { findActions, repositoryRoot } from '../repository.ts';
import { type Built, buildTwice } from './build-twice.ts';
import { authentication, type Git, withoutCredentials } from './git.ts';
import { majorTagChange, parseRemoteTags, parseVersion, type TagChange } from './plan-tags.ts';
import { releaseCommit, releaseTree } from './release-commit.ts';
import { openScratch, type Source } from './scratch-repository.ts';

export interface ReleaseRequest {
  /** URL or path of a Git repository. */
  remote: string;
  /** Without v. */
  version: string;
  source: Source;
  /** Token for an http(s) remote. */
  token?: string;
  dryRun?: boolean;
  /** Checkout to release from; the one this file belongs to by default. */
  root?: string;
  log?: (line: string) => void;
}

export interface Released {
  tag: string;
  commit: string;
  /** Tags that were pushed; empty when the remote had everything. */
  pushed: readonly string[];
}

/**
 * Builds, tries and publishes a version: the tag vX.Y.Z, then the moving major. Safe to run again; an existing
 * vX.Y.Z with other content is an error, and never moved.
 */
export async function releaseTo(request: ReleaseRequest): Promise<Released> {
  const { remote, version, source, token = '', root = repositoryRoot, log = () => {} } = request;
  const parsed = parseVersion(version);
  const tag = `v${parsed.version}`;
  const folder = await mkdtemp(join(tmpdir(), 'workaday-release-'));
  try {
    const scratch = await openScratch(root, join(folder, 'repository.git'), source);
    log('building twice, in two folders');
    const built = await buildTwice(scratch.git, scratch.tree, root, join(folder, 'builds'));
    log('the two builds are byte-identical; trying the bundles');
    await tryBundles(built, join(folder, 'builds/one/source'));
    const tree = await releaseTree(scratch, built);
    const net = withEnvironment(scratch.git, authentication(remote, token));
    const tags = parseRemoteTags(await net(['ls-remote', '--tags', remote]));
    const existing = tags.get(tag);
    if (existing !== undefined) await requireSameTree(net, remote, tag, existing, tree);
    const commit = existing ?? (await releaseCommit(scratch, tree, tag));
    const changes = [
      ...(existing === undefined ? [{ tag, from: undefined }] : []),
      ...[majorTagChange(parsed, commit, tags)].filter((change) => change !== undefined),
    ];
    const where = withoutCredentials(remote);
    if (changes.length === 0) log(`${where} has ${tag} with this content already; nothing to do`);
    else if (request.dryRun) log(`would push ${changes.map(describe).join(' and ')} (${commit}) to ${where}`);
    else {
      await push(net, remote, commit, changes);
      log(`pushed ${changes.map(describe).join(' and ')} (${commit}) to ${where}`);
    }
    return { tag, commit, pushed: request.dryRun ? [] : changes.map((change) => change.tag) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryBundles(built: Built, source: string): Promise<void> {
  const actions = await findActions(source);
  const problems = await Promise.all(
    actions.map((action) => acceptanceProblems(action.contract, join(built.folder, action.name))),
  );
  if (problems.flat().length > 0) {
    throw new Error(`the bundles do not work; nothing was released:\n${problems.flat().join('\n')}`);
  }
}

async function requireSameTree(git: Git, remote: string, tag: string, commit: string, tree: string) {
  await git(['fetch', '--quiet', '--depth=1', '--no-tags', remote, `refs/tags/${tag}`]);
  if ((await git(['rev-parse', `${commit}^{tree}`])) === tree) return;
  const changed = await git(['diff-tree', '-r', '--name-only', commit, tree]);
  throw new Error(
    `${tag} is released already, with other content (${changed.split('\n').slice(0, 5).join(', ')} differ). ` +
      'A released version never changes. What to do: release the next version.',
  );
}

/** Pushes tags in one transaction; one that someone else moved meanwhile stops all of it. */
async function push(git: Git, remote: string, commit: string, changes: readonly TagChange[]): Promise<void> {
  await git([
    'push',
    '--quiet',
    '--atomic',
    ...changes.map(({ tag, from }) => `--force-with-lease=refs/tags/${tag}:${from ?? ''}`),
    remote,
    ...changes.map(({ tag }) => `${commit}:refs/tags/${tag}`),
  ]);
}

function describe({ tag, from }: TagChange): string {
  return from === undefined ? tag : `${tag} (was ${from.slice(0, 12)})`;
}

function withEnvironment(git: Git, env: Readonly<Record<string, string>>): Git {
  return (args, options = {}) => git(args, { ...options, env: { ...env, ...options.env } });
}
