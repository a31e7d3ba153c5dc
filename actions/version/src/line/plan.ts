import semver from 'semver';
import { type Bump, type BumpRules, highestBump } from '../changes/bump.ts';
import type { Change } from '../changes/change.ts';
import { changesOf } from '../changes/changes.ts';
import type { ReadCommit } from '../changes/reverts.ts';
import type { LinePlan } from './line-plan.ts';
import { buildVersion, nextVersion, type VersionPolicy } from './next-version.ts';
import type { LinePlace } from './place.ts';
import { wishOf } from './wish.ts';

export interface Policy extends VersionPolicy {
  rules: BumpRules;
}

/** What the messages are read with. */
export interface Messages {
  /** Every commit of every range, read. */
  commits: ReadonlyMap<string, ReadCommit>;
  /** `owner/name` of this repository. */
  repository: string;
  touches: (commit: ReadCommit) => boolean;
  /** Tag prefixes of the other services. */
  otherPrefixes: readonly string[];
}

/** Decides the version of one service at one commit. */
export function planLine(place: LinePlace, messages: Messages, policy: Policy): LinePlan {
  const { facts, own, previous, newer, takenBackBy, existing } = place;
  const read = (range: readonly string[]) => changesIn(range, place, messages, policy.rules);
  const changes = read(place.range);
  const bump = highestBump(changes.map((change) => change.bump));
  const plan: LinePlan = {
    service: facts.service,
    prefix: facts.prefix,
    sha: facts.sha,
    outcome: 'unreleased',
    version: buildVersion(existing, policy.initialVersion, place.range.length, facts.sha),
    tag: '',
    previous,
    bump,
    changes,
    news: { since: place.newsSince, changes: place.news === place.range ? changes : read(place.news) },
    newer: undefined,
    takenBackBy: undefined,
    guards: false,
    wish: undefined,
    problems: [],
  };
  if (own) return { ...plan, outcome: 'already-released', version: own.version, tag: own.name };
  if (facts.onlyOthers) return plan;
  if (newer || takenBackBy !== undefined) {
    const below = previous ? [previous.version] : [];
    const version = buildVersion(below, policy.initialVersion, place.range.length, facts.sha);
    return { ...plan, outcome: 'superseded', version, newer, takenBackBy };
  }
  const { wish, problems } = wishOf(
    changes,
    { prefix: facts.prefix, otherPrefixes: messages.otherPrefixes },
    existing,
  );
  if (wish)
    return released(
      { ...plan, wish, problems, bump: distance(previous?.version, wish.version, bump) },
      wish.version,
    );
  if (bump === 'none') return { ...plan, problems, guards: changes.some(({ fate }) => fate === 'undone') };
  return released({ ...plan, problems }, nextVersion(previous?.version, bump, existing, policy));
}

function changesIn(
  range: readonly string[],
  { facts }: LinePlace,
  { commits, repository, touches }: Messages,
  rules: BumpRules,
): Change[] {
  const read = range.flatMap((sha) => commits.get(sha) ?? []);
  return changesOf(read, { graph: facts.graph, repository, tip: facts.sha, rules, touches });
}

function released(plan: LinePlan, version: string): LinePlan {
  return { ...plan, outcome: 'released', version, tag: `${plan.prefix}${version}` };
}

/** Which part of the version a wish raises. */
function distance(previous: string | undefined, wish: string, asked: Bump): Bump {
  const difference = previous === undefined ? null : semver.diff(previous, wish);
  return difference === 'major' || difference === 'minor' || difference === 'patch' ? difference : asked;
}
