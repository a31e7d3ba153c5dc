import type { Command, Ended } from '../measure/timed-process.ts';
import type { PeerName } from './peers.ts';
import { prepareStep, readOutputs, type Step, stepCommand } from './workaday.ts';

/** Something that is timed on a checkout. */
export interface Contestant {
  name: string;
  commands: readonly Command[];
  prepare?: () => void;
  /** Somebody else's: it may fail on a repository. */
  peer?: true;
  /** The version it says comes next; a contestant without it only reads. */
  answer?: (ended: Ended) => string;
}

export interface PeerPlace {
  /** The command's script, by peer. */
  scripts: Readonly<Record<PeerName, string>>;
  checkout: string;
  origin: string;
  branch: string;
  prefix: string;
  /** The highest version tag that the branch reaches; empty when there is none. */
  lastTag: string;
  home: string;
}

/** A dry run that asks Git alone, as the peers do here; with a token it also reads GitHub's releases. */
export function workaday(step: Step, token = ''): Contestant {
  return {
    name: token === '' ? 'workaday' : 'workaday, asking GitHub',
    commands: [stepCommand(step, { dryRun: true, token })],
    prepare: () => prepareStep(step),
    answer: () => readOutputs(step).version,
  };
}

/** What git alone needs to read all that is there: the floor. */
export function gitAlone(place: PeerPlace): Contestant {
  return {
    name: 'git log + for-each-ref',
    commands: [
      gitCommand(place, ['log', '-z', '--format=%H%x00%B', 'HEAD']),
      gitCommand(place, ['for-each-ref', 'refs/tags']),
    ],
  };
}

/** The narrower floor: only the commits since the last tag, which somebody had to tell. */
export function gitSinceTag(place: PeerPlace): Contestant {
  const range = place.lastTag === '' ? 'HEAD' : `${place.lastTag}..HEAD`;
  return {
    name: 'git log TAG..HEAD + for-each-ref',
    commands: [
      gitCommand(place, ['log', '-z', '--format=%H%x00%B', range]),
      gitCommand(place, ['for-each-ref', 'refs/tags']),
    ],
  };
}

/** With the plugin that works out the version, and none that writes notes or talks to GitHub or npm. */
export function semanticRelease(place: PeerPlace, dryRun: boolean): Contestant {
  const args = [
    ...['--no-ci', '--branches', place.branch, '--repository-url', place.origin],
    ...['--plugins', '@semantic-release/commit-analyzer', '--tag-format', `${place.prefix}\${version}`],
    ...(dryRun ? ['--dry-run'] : []),
  ];
  return {
    name: 'semantic-release',
    peer: true,
    commands: [nodeCommand(place, 'semantic-release', args)],
    answer: ({ stdout }) => /next release version is (\S+)/.exec(stdout)?.[1] ?? 'none',
  };
}

export function gitCliff(place: PeerPlace): Contestant {
  const { prefix, lastTag } = place;
  const pattern = `^${prefix.replaceAll(/[^\w/-]/g, '\\$&')}[0-9]`;
  // A first version is 0.1.0 without any prefix, which it would then check against the pattern.
  const args = ['--bumped-version', ...(lastTag === '' ? [] : ['--tag-pattern', pattern])];
  return {
    name: 'git-cliff',
    peer: true,
    commands: [nodeCommand(place, 'git-cliff', args)],
    answer: ({ stdout }) => stdout.trim().slice(lastTag === '' ? 0 : prefix.length),
  };
}

/** Without the variables of a CI: the peers would ask that CI's services. */
const peerEnvironment = ({ home }: PeerPlace) => ({ PATH: process.env.PATH ?? '', HOME: home });

function nodeCommand(place: PeerPlace, peer: PeerName, args: readonly string[]): Command {
  const all = [place.scripts[peer], ...args];
  return { program: process.execPath, args: all, cwd: place.checkout, env: peerEnvironment(place) };
}

function gitCommand(place: PeerPlace, args: readonly string[]): Command {
  return { program: 'git', args, cwd: place.checkout, env: peerEnvironment(place), output: 'discard' };
}
