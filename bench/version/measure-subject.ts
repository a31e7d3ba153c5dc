import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import type { Bundle } from './bundle.ts';
import type { CommandShims, Started } from './command-shims.ts';
import { gitAlone, gitCliff, gitSinceTag, type PeerPlace, semanticRelease, workaday } from './contestants.ts';
import type { ApiCalls, GitHub, Repository } from './github.ts';
import type { Peer, PeerName } from './peers.ts';
import { type Result, race } from './race.ts';
import { dryRunCalls, type ReleaseFigures, releaseWithPeer, releaseWithWorkaday } from './releases.ts';
import { checkOut, git, lines, mirror, type Subject } from './subjects.ts';
import type { Step } from './workaday.ts';

/** All figures of one repository. */
export interface Measured {
  subject: Subject;
  /** Dry runs, side by side. */
  results: readonly Result[];
  dryRunCalls: ApiCalls;
  release: ReleaseFigures;
  /** semantic-release's; null when it failed. */
  peerRelease: Started | null;
}

export interface World {
  scratch: string;
  bundle: Bundle;
  peers: Readonly<Record<PeerName, Peer>>;
  github: GitHub;
  shims: CommandShims;
  rounds: number;
  progress: (line: string) => void;
}

/** @param label short and unique, for folders and repositories */
export async function measureSubject(world: World, subject: Subject, label: string): Promise<Measured> {
  const { github, shims, progress } = world;
  progress('publishing it with its releases');
  const step = await stepOn(world, subject, await github.publish(subject, label));
  const place = await peerPlace(world, subject, step.repository.origin, step.checkout);
  const contestants = [
    workaday(step),
    workaday(step, github.token),
    gitAlone(place),
    gitSinceTag(place),
    semanticRelease(place, true),
    gitCliff(place),
  ];
  const results = await race(contestants, world.rounds, shims, progress);
  const calls = await dryRunCalls(step, github);
  progress('releasing');
  const forRelease = await stepOn(world, subject, await github.publish(subject, `${label}-release`));
  const release = await releaseWithWorkaday(forRelease, shims);
  const peerRelease = await releaseWithPeer(await peerOnItsOwn(world, subject, label), shims);
  return { subject, results, dryRunCalls: calls, release, peerRelease };
}

async function stepOn(world: World, subject: Subject, repository: Repository): Promise<Step> {
  const { scratch, bundle, github } = world;
  const { branch, prefix } = subject;
  const place = join(scratch, repository.name);
  const checkout = join(place, 'checkout');
  const sha = await checkOut(repository.origin, branch, checkout);
  return { bundle, github, repository, checkout, branch, sha, prefix, folder: join(place, 'step') };
}

async function peerOnItsOwn(world: World, subject: Subject, label: string) {
  const bare = join(world.scratch, `${label}-peer.git`);
  await run('git', ['init', '--quiet', '--bare', `--initial-branch=${subject.branch}`, bare]);
  await mirror(subject, bare);
  const checkout = join(world.scratch, `${label}-peer`);
  await checkOut(`file://${bare}`, subject.branch, checkout);
  return semanticRelease(await peerPlace(world, subject, `file://${bare}`, checkout), false);
}

async function peerPlace(
  world: World,
  { branch, prefix }: Subject,
  origin: string,
  checkout: string,
): Promise<PeerPlace> {
  const { peers, scratch } = world;
  const scripts = {
    'semantic-release': peers['semantic-release'].script,
    'git-cliff': peers['git-cliff'].script,
  };
  const home = join(scratch, 'peer-home');
  mkdirSync(home, { recursive: true });
  const newestFirst = ['--merged=HEAD', '--sort=-v:refname', '--list', `${prefix}[0-9]*`];
  const [lastTag = ''] = lines(await git(checkout, 'tag', ...newestFirst));
  return { scripts, checkout, origin, branch, prefix, lastTag, home };
}
