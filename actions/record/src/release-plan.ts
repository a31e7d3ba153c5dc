import { withoutReleaseMark } from '@workaday/core';
import type { Ending } from './ending.ts';
import { fittedNotes } from './fitted-notes.ts';
import type { Happening } from './issue-text.ts';
import { type BadEnding, isMarked, marked, markedName, markOf, plainName } from './release-mark.ts';

/** What GitHub holds for one tag. */
export interface ReleaseFacts {
  tag: string;
  /** From the input `github-releases`; undefined for a release that is looked for by its tag alone. */
  id: number | undefined;
  found: FoundRelease | undefined;
  /** The commit that the tag leads to; only read where a release may have to be created. */
  commit?: string | undefined;
}

export interface FoundRelease {
  id: number;
  url: string;
  draft: boolean;
  prerelease: boolean;
  name: string;
  body: string;
}

/** Fields of a release as GitHub names them. */
export interface ReleaseFields {
  name: string;
  body: string;
  draft?: boolean;
  prerelease?: boolean;
  make_latest?: 'false' | 'legacy';
}

export type ReleaseWrite =
  | { how: 'update'; what: string; tag: string; id: number; fields: ReleaseFields }
  /** `target` only where the tag is to be created too. */
  | { how: 'create'; what: string; tag: string; target: string | undefined; fields: ReleaseFields };

/** What we cannot do: a person is told, and the run goes on (`warn`) or fails in the end (`refuse`). */
export type ReleaseStep =
  | ReleaseWrite
  | { how: 'warn'; what: string; tag: string }
  | { how: 'refuse'; what: string; tag: string };

/** What is missing for the GitHub Releases to say how the deployment ended. */
export function planReleases(
  ending: Ending,
  happening: Happening,
  notes: string,
  releases: readonly ReleaseFacts[],
): ReleaseStep[] {
  const { state } = ending;
  // What such a tag asked for is a rollback, whose record says what serves.
  if (ending.reason === 'older-tag') return [];
  return releases.flatMap((facts) => {
    if (state === 'verified' || state === 'unchanged')
      return facts.found === undefined
        ? [created(facts, happening, notes)]
        : published(facts.tag, facts.found);
    return facts.found === undefined
      ? gone(facts)
      : markedAs(state, ending, happening, facts.tag, facts.found);
  });
}

/** A prerelease without our mark (a person's choice, or of a tag such as v2.0.0-rc.1) stays one. */
function published(tag: string, found: FoundRelease): ReleaseStep[] {
  if (!found.draft && !isMarked(found)) return [];
  const fields: ReleaseFields = {
    name: plainName(found.name, tag),
    body: fittedNotes(withoutReleaseMark(found.body)),
    draft: false,
    prerelease: found.draft && found.prerelease,
    // GitHub's own default would make the release of an older line the latest.
    make_latest: 'legacy',
  };
  return [{ how: 'update', what: found.draft ? 'published' : 'mark removed', tag, id: found.id, fields }];
}

function created(facts: ReleaseFacts, happening: Happening, notes: string): ReleaseStep {
  const { tag, commit } = facts;
  if (tag !== happening.tag) {
    const what = `its draft ${facts.id} is gone and its notes with it; nothing was published`;
    return { how: 'warn', what, tag };
  }
  if (commit !== undefined && commit !== happening.commit)
    return { how: 'refuse', what: `the tag leads to ${commit}, not to ${happening.commit}`, tag };
  const fields: ReleaseFields = {
    name: tag,
    // Of a run that began again, the notes may be those of a draft that was marked.
    body: fittedNotes(withoutReleaseMark(notes)),
    draft: false,
    prerelease: false,
    make_latest: 'legacy',
  };
  // With a target, GitHub refuses tokens of jobs once the default branch has other workflows than the commit.
  const target = commit === undefined ? happening.commit : undefined;
  return { how: 'create', what: 'published', tag, target, fields };
}

function gone({ tag, id }: ReleaseFacts): ReleaseStep[] {
  if (id === undefined) return [];
  return [{ how: 'warn', what: `its draft ${id} is gone, so there is nothing to mark`, tag }];
}

function markedAs(
  state: BadEnding,
  ending: Ending,
  happening: Happening,
  tag: string,
  found: FoundRelease,
): ReleaseStep[] {
  if (!found.draft && !disproves(state, happening)) return [];
  const name = markedName(found.name, tag, state);
  const body = marked(found.body, markOf(state, ending, happening, tag));
  const same = name === found.name && body === found.body && (found.draft || found.prerelease);
  if (same) return [];
  const fields: ReleaseFields = found.draft
    ? { name, body }
    : { name, body, prerelease: true, make_latest: 'false' };
  const what = `marked as ${state}, ${found.draft ? 'stays a draft' : 'now a prerelease'}`;
  return [{ how: 'update', what, tag, id: found.id, fields }];
}

/** Whether a published release is verified no more: not by a run that left what serves as it was. */
function disproves(state: BadEnding, { release }: Happening): boolean {
  if (state === 'rolled-back' || state === 'rollback-failed') return true;
  return (state === 'failed' || state === 'unproven') && release !== '';
}
