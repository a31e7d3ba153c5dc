import { type CommandResult, Failure } from '@workaday/core';
import { checkoutFix, type Git } from './git.ts';
import { parseRemoteRefs, type Refs, remotePatterns } from './refs.ts';

/**
 * Reads the tags of these lines again, with the commits they lead to.
 * @param claims names of claims to be read with them
 */
export async function fetchTags(
  git: Git,
  prefixes: readonly string[],
  claims: readonly string[],
): Promise<void> {
  const wanted = [...prefixes.map((prefix) => `refs/tags/${prefix}`), ...claims];
  // A pattern may match nothing; a name has to exist.
  const refspecs = wanted.map((ref) => `+${ref}*:${ref}*`);
  const answer = await git.attempt([...fetchQuietly, 'origin', ...refspecs]);
  if (answer.exitCode !== 0) throw unread(answer);
}

function unread(answer: CommandResult): Failure {
  return new Failure({
    reason: 'fetch-failed',
    what: 'the tags could not be read from origin',
    why: lastLine(answer.stderr),
    next: 'Give the step `github-token: ${{ github.token }}`, or run the job again: it starts from the new tags.',
    evidence: answer.stderr,
  });
}

const fetchQuietly = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'];

/**
 * Origin's refs by name, without the commits that they lead to. A server sends all that it has, pull requests too,
 * unless it is asked for tags alone.
 */
export async function remoteRefs(
  git: Git,
  prefixes: readonly string[],
  which: 'tags' | 'tags-and-claims',
): Promise<Refs> {
  const only = which === 'tags' ? ['--tags'] : [];
  const answer = await git.attempt(['ls-remote', ...only, 'origin', ...remotePatterns(prefixes)]);
  if (answer.exitCode !== 0) throw unread(answer);
  return parseRemoteRefs(answer.stdout);
}

/**
 * Brings more of the history of a shallow clone: commits and folders, no file contents.
 * @param from commits and refs
 * @param depth commits to be had of each; undefined for all of the history
 */
export async function deepen(git: Git, from: readonly string[], depth: number | undefined): Promise<void> {
  const how = depth === undefined ? '--unshallow' : `--depth=${depth}`;
  const answer = await git.attempt([...fetchQuietly, '--filter=blob:none', how, 'origin', ...from]);
  if (answer.exitCode !== 0) throw shallow(answer.stderr);
}

/** @param said Git's own words */
export function shallow(said: string): Failure {
  return new Failure({
    reason: 'shallow-clone',
    what: 'the checkout has no full history (it is shallow), and more could not be fetched from origin',
    why: `Without its commits and tags a version would be a guess, and could go backwards. Git said: ${lastLine(said)}`,
    next: `Add \`fetch-depth: 0\`. ${checkoutFix}`,
    evidence: said,
  });
}

/** One release to be claimed. */
export interface Claim {
  /** The commit to be released. */
  sha: string;
  /** Empty when nothing is released, but nothing older may be either. */
  tag: string;
  /** The ref that only one release can have. */
  ref: string;
  /** The commit that has it, when its tag was deleted and it is to be taken over; empty when it is new. */
  holder: string;
}

/**
 * Creates the tags and the claims, all of it or nothing: the compare-and-set between racing runs, checked by the server.
 * @returns `lost` when another run was first with any of them
 */
export async function pushClaims(git: Git, claims: readonly Claim[]): Promise<'claimed' | 'lost'> {
  if (claims.length === 0) return 'claimed';
  const tagged = claims.filter(({ tag }) => tag !== '');
  const leases = [
    ...tagged.map(({ tag }) => `--force-with-lease=refs/tags/${tag}:`),
    ...claims.map(({ ref, holder }) => `--force-with-lease=${ref}:${holder}`),
  ];
  const updates = [
    ...tagged.map(({ sha, tag }) => `${sha}:refs/tags/${tag}`),
    ...claims.map(({ sha, ref }) => `${sha}:${ref}`),
  ];
  const answer = await git.attempt(['push', '--porcelain', '--atomic', ...leases, 'origin', ...updates]);
  // A tag that is there already, at this very commit, is no failure to Git; another run or a person made it.
  if (answer.exitCode === 0) return /^=\t\S*:refs\/tags\//m.test(answer.stdout) ? 'lost' : 'claimed';
  const refusals = answer.stdout.split('\n').filter((line) => line.startsWith('!'));
  if (refusals.some((line) => lostRace.test(line)) || lostAtServer.test(answer.stderr)) return 'lost';
  throw refused(
    claims.map(({ tag, ref }) => tag || ref),
    `${answer.stdout}\n${answer.stderr}`.trim(),
    refusals[0] ?? lastLine(answer.stderr),
  );
}

/** Git's words for "somebody was first", of the client, and of a server that says it of each ref. */
const lostRace =
  /\((stale info|already exists|fetch first|non-fast-forward)\)|reference already exists|but expected/i;
/** Of refs that are pushed together, a server says in a line of its own why none was written. */
const lostAtServer = /cannot lock ref '[^']*': (reference already exists|is at [0-9a-f]+ but expected)/i;

function refused(tags: readonly string[], said: string, why: string): Failure {
  const what = `${tags.join(', ')} could not be created: ${why.replaceAll('\t', ' ')}`;
  if (
    /permission to .* denied|returned error: 40[13]|authentication failed|could not read username|not accessible by integration/i.test(
      said,
    )
  ) {
    return new Failure({
      reason: 'github-permission',
      what,
      why: 'The token may not write to this repository.',
      next: 'Give the job `permissions: { contents: write }`, in the calling workflow too, and the step `github-token: ${{ github.token }}`.',
      evidence: said,
    });
  }
  if (/remote rejected|rule violation|GH0\d\d|protected|hook declined|refusing to allow/i.test(said)) {
    return new Failure({
      reason: 'tag-refused',
      what,
      why: 'A tag ruleset forbids it, the name belongs to an immutable release that was deleted, or a hook declined it.',
      next: 'Allow this workflow in the rulesets for tags, or push a higher version tag by hand and run again.',
      evidence: said,
    });
  }
  return new Failure({
    reason: 'push-failed',
    what,
    why: 'The checkout’s remote `origin` did not take the push.',
    next: 'See what Git says below, and run the job again: nothing was created.',
    evidence: said,
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
