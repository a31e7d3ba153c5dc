import { Failure, type Files, type ServiceConfig, versionInTag } from '@workaday/core';
import type { Commit } from './changes/change.ts';
import { needsPaths } from './changes/touches.ts';
import type { Graph } from './graph.ts';
import { isShallow, readGraph, readHistory } from './history/commits.ts';
import { type Git, unknownCommit } from './history/git.ts';
import { deepen, fetchTags, remoteRefs, shallow } from './history/origin.ts';
import { claimRef, type Refs, readRefs } from './history/refs.ts';
import { floorOf, isEnough, type LineTags, onFloor } from './line/floor.ts';
import { type LineFacts, type LinePlace, placeLine, showsEnough } from './line/place.ts';
import { highestRelease, type TagRef, versionTags } from './line/tags.ts';

/** What is asked of the history. */
export interface Question {
  /** Commit and ref that started the run. */
  sha: string;
  ref: string;
  services: readonly ServiceConfig[];
  /** The checkout. */
  files: Files;
  /** Names of tags whose GitHub Release was never verified. */
  unverified: Promise<ReadonlySet<string>>;
  /** Names of the tags at the first reading, when this is another one; what came since cannot have been verified. */
  seen: ReadonlySet<string> | undefined;
  /** The whole graph is wanted, not only what lies above the last release. */
  whole?: boolean;
  /** Nothing will be written: when origin cannot be asked, what the checkout knows is told instead. */
  dryRun: boolean;
}

export interface Places {
  /** In the order of the services. */
  places: readonly LinePlace[];
  refs: Refs;
  /** The history itself, where all of it was read at once. */
  commits?: readonly Commit[] | undefined;
  /** What a person should know about the way the history was read. */
  problems: readonly string[];
}

/** Where the commit stands on each line. */
export async function readPlaces(git: Git, origin: Git, question: Question): Promise<Places> {
  const local = await readRefs(git, prefixesOf(question));
  if (await isShallow(git, question.files)) return readShallow(git, origin, question, local);
  const { refs, problems } = await completeRefs(git, origin, question, local);
  if (refs.tags.length + refs.claims.size > 0 || /^refs\/tags\//.test(question.ref))
    return { places: await placesAt(git, question, refs), refs, problems };
  const { graph, commits } = await readHistory(git, question.sha, needsPaths(question.services));
  return { places: await placesAt(git, question, refs, graph), refs, commits, problems };
}

/** Reads again what other runs wrote; a shallow clone, which would get all below it, asks for the names alone then. */
export async function readAgain(
  git: Git,
  origin: Git,
  question: Pick<Question, 'files' | 'services'>,
  claims: readonly string[],
): Promise<void> {
  if (!(await isShallow(git, question.files))) await fetchTags(origin, prefixesOf(question), claims);
}

function prefixesOf({ services }: Pick<Question, 'services'>): string[] {
  return services.map((service) => service.tagPrefix);
}

/** A line without any tag may be new, or its tags were not checked out: a first version is no guess. */
function hasAllLines(refs: Refs, question: Question): boolean {
  return prefixesOf(question).every((prefix) => versionTags(refs.tags, prefix).length > 0);
}

async function completeRefs(git: Git, origin: Git, question: Question, local: Refs) {
  if (question.seen || hasAllLines(local, question)) return { refs: local, problems: [] };
  try {
    const { tags } = await remoteRefs(origin, prefixesOf(question), 'tags');
    const known = new Set(local.tags.map(({ name }) => name));
    if (tags.every(({ name }) => known.has(name))) return { refs: local, problems: [] };
    await fetchTags(origin, prefixesOf(question), []);
  } catch (error) {
    if (!question.dryRun || !(error instanceof Failure)) throw error;
    const problem = `The tags are those of the checkout, because origin could not be asked: ${error.parts.why}`;
    return { refs: local, problems: [problem] };
  }
  return { refs: await readRefs(git, prefixesOf(question)), problems: [] };
}

/** Commits that a shallow clone is deepened to, in turn; after these, all of them. */
const depths = [64, 512, 4096, undefined];

/** A shallow clone is deepened until it shows enough. */
async function readShallow(git: Git, origin: Git, question: Question, local: Refs): Promise<Places> {
  if (!question.seen && hasAllLines(local, question)) {
    const places = await placesAt(git, question, local);
    if (places.every(showsEnough)) return { places, refs: local, problems: [] };
  }
  const which = question.seen ? 'tags-and-claims' : 'tags';
  const refs = await remoteRefs(origin, prefixesOf(question), which).catch((error: unknown) => {
    throw error instanceof Failure ? shallow(error.parts.evidence ?? '') : error;
  });
  let places = await placesAt(git, question, refs);
  for (const depth of depths) {
    if (places.every(showsEnough)) break;
    const all = prefixesOf(question).map((prefix) => `+refs/tags/${prefix}*:refs/tags/${prefix}*`);
    const refspecs = [...(depth === undefined ? all : []), ...places.flatMap(unplacedRefs)];
    await deepen(origin, [question.sha, ...refspecs], depth);
    places = await placesAt(git, question, refs);
  }
  return { places, refs, problems: [] };
}

/** The highest release and who claims to follow it, unless it is known how the commit is related: they may contain it. */
function unplacedRefs({ facts, own, previous, newer }: LinePlace): string[] {
  const highest = highestRelease(facts.tags);
  const known = [own, previous, newer].some((tag) => tag?.name === highest?.name);
  const tag = known || highest === undefined ? [] : [`refs/tags/${highest.name}`];
  return facts.claim === undefined ? tag : [...tag, claimRef(facts.prefix, facts.tags)];
}

/** @param known the graph, where it was read already */
async function placesAt(git: Git, question: Question, refs: Refs, known?: Graph): Promise<LinePlace[]> {
  const started = startedBy(question, refs.tags);
  const sha = started?.tag.commit ?? question.sha;
  const since = question.seen ? refs.tags.filter(({ name }) => !question.seen?.has(name)) : [];
  const unverified = new Set([...(await question.unverified), ...since.map(({ name }) => name)]);
  const lines = question.services.map((service) => ({
    service: service.name,
    prefix: service.tagPrefix,
    sha,
    tags: versionTags(refs.tags, service.tagPrefix),
    asked: started?.service === service ? started.tag : undefined,
    onlyOthers: started !== undefined && started.service !== service,
    unverified,
    claim: untaggedClaim(refs, service.tagPrefix),
  }));
  const graph = known ?? (await graphOf(git, question, lines));
  if (!graph.parents.has(sha)) throw unknownCommit(sha);
  return lines.map((line) => placeLine({ ...line, graph }));
}

/** The history of one line is read down to its last verified release, if that is enough; else all of it. */
async function graphOf(
  git: Git,
  { files, whole }: Question,
  lines: readonly Pick<LineFacts, keyof LineTags | 'claim'>[],
): Promise<Graph> {
  const [line, ...more] = lines;
  const floor = line && more.length === 0 && !line.claim && !whole ? floorOf(line) : undefined;
  if (line !== undefined && floor !== undefined) {
    const above = await readGraph(git, files, [line.sha], floor.commit);
    if (above.cut.size === 0 && isEnough(above, floor, line)) return onFloor(above, floor);
  }
  const tips = lines.flatMap(({ sha, tags, claim }) => [sha, claim ?? sha, ...tags.map((tag) => tag.commit)]);
  return readGraph(git, files, tips);
}

function untaggedClaim({ tags, claims }: Refs, prefix: string): string | undefined {
  const line = versionTags(tags, prefix);
  const claim = claims.get(claimRef(prefix, line));
  return line.some((tag) => tag.commit === claim) ? undefined : claim;
}

/** The release tag that started the run; undefined for a branch. Fails for a tag of no service. */
function startedBy({ ref, sha, services }: Question, tags: readonly TagRef[]) {
  const name = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (name === undefined) return undefined;
  for (const service of services) {
    const version = versionInTag(name, service.tagPrefix);
    if (version === undefined) continue;
    const commit = tags.find((tag) => tag.name === name)?.commit ?? sha;
    return { service, tag: { name, version, commit } };
  }
  const expected = services.map((service) => `${service.tagPrefix}1.2.3`).join(' or ');
  throw new Failure({
    reason: 'not-a-version-tag',
    what: `the tag ${JSON.stringify(name)} started this run, and it is no version`,
    why: `A release tag looks like ${expected}: the literal prefix, then a version after SemVer 2.0.0.`,
    next: 'Push a tag of that form, or narrow `on: push: tags:` in the workflow to such tags.',
  });
}
