import { type Case, cases } from './cases.ts';
import type { Contestant, ContestantName, Shipped } from './contestant.ts';
import type { Distance } from './distance.ts';
import type { DockerCalls } from './docker-calls.ts';
import { type Commit, checkOutExample, commitAll, services } from './example-app.ts';
import { servedOtherwise } from './served.ts';

/** One contestant in one case, once. */
export interface Measure {
  distance: Distance;
  case: Case['name'];
  contestant: ContestantName;
  milliseconds: number;
  dockerCalls: number;
  /** Paths that the registry was asked for; empty when nobody counted. */
  requests: readonly string[];
  filesLeft: number;
  /** What was built though it should not have been, or the other way round. */
  wrong: readonly string[];
  /** Images that the registry serves otherwise than was said. */
  unserved: readonly string[];
}

/** What the rounds are run on. */
export interface Track {
  distance: Distance;
  contestants: readonly Contestant[];
  docker: DockerCalls;
  /** Makes the builder forget everything. */
  prune(): Promise<void>;
  /** Registry for the images, `HOST:PORT`. */
  registry: string;
  /** Paths that the registry was asked for since the last time this was asked. */
  requests(): string[];
  progress(line: string): void;
  signal: AbortSignal;
}

/**
 * Takes a new app through all cases. Each contestant has repositories of its own, empty at first; all meet the same
 * commits, and who is first changes from case to case and from round to round.
 * @param checkout a folder that does not exist yet
 */
export async function runRound(round: number, checkout: string, track: Track): Promise<Measure[]> {
  await checkOutExample('monorepo', checkout);
  const measures: Measure[] = [];
  for (const [index, each] of cases.entries()) {
    each.change(checkout);
    const commit = await commitAll(checkout, `1.${index}.0`);
    if (each.builder === 'warm') await track.contestants.at(-1)?.ship(commit, `${track.registry}/bench/warm`);
    for (const contestant of startingWith(round + index, track.contestants)) {
      track.signal.throwIfAborted();
      measures.push(await measure(each, contestant, commit, round, track));
    }
    const times = measures.slice(-track.contestants.length);
    const text = times.map((one) => `${one.contestant} ${(one.milliseconds / 1000).toFixed(2)} s`).join(', ');
    track.progress(`${placeOf(each, round, track)}: ${text}`);
  }
  return measures;
}

async function measure(
  each: Case,
  contestant: Contestant,
  commit: Commit,
  round: number,
  track: Track,
): Promise<Measure> {
  if (each.builder === 'empty') await track.prune();
  const own = `${contestant.name} ${round} ${track.distance}`.replaceAll(/\W+/g, '-');
  const repository = `${track.registry}/bench/${own}`;
  track.docker.take();
  track.requests();
  const { milliseconds, said } = await contestant.ship(commit, repository);
  const [requests, dockerCalls] = [track.requests(), track.docker.take().length];
  const where = placeOf(each, round, track);
  const wrong = said === undefined ? [] : wrongIn(said, each).map((text) => `${where}: ${text}`);
  const unserved = await unservedOf(said, commit);
  for (const text of [...wrong, ...unserved]) track.progress(`WRONG: ${text}`);
  const filesLeft = said?.filesLeft ?? 0;
  return {
    ...{ distance: track.distance, case: each.name, contestant: contestant.name, milliseconds },
    ...{ dockerCalls, requests, filesLeft, wrong, unserved },
  };
}

const placeOf = ({ name }: Case, round: number, { distance }: Track) =>
  `round ${round}, registry ${distance}, ${name}`;

type Said = NonNullable<Shipped['said']>;

function wrongIn({ built, images }: Said, expected: Case): string[] {
  const text = (names: readonly string[]) => [...names].sort().join(', ') || 'nothing';
  const named = Object.keys(images);
  return [
    ...(text(built) === text(expected.built)
      ? []
      : [`built ${text(built)}, expected ${text(expected.built)}`]),
    ...(text(named) === text(services) ? [] : [`names images of ${text(named)}, expected ${text(services)}`]),
  ];
}

async function unservedOf(said: Said | undefined, { version }: Commit): Promise<string[]> {
  const images = Object.values(said?.images ?? {});
  const answers = await Promise.all(images.map((image) => servedOtherwise(image, version)));
  return answers.filter((answer) => answer !== undefined);
}

/** The same in turn, beginning with another one. */
function startingWith<T>(offset: number, all: readonly T[]): T[] {
  const first = offset % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}
