import { type Timing, timingOf } from '../measure/statistics.ts';
import { type Case, cases } from './cases.ts';
import { type ContestantName, contestantNames } from './contestant.ts';
import { type Distance, distances } from './distance.ts';
import { services } from './example-app.ts';
import type { Measure } from './round.ts';

/** One contestant in one case, over all rounds. */
export interface Result {
  distance: Distance;
  case: Case['name'];
  contestant: ContestantName;
  time: Timing;
  /** The most in any round, as are the requests. */
  dockerCalls: number;
  requests: Requests;
}

export interface Requests {
  all: number;
  /** The most for one image: those of its own repository, and all that are of no image's. */
  perImage: number;
}

export function resultsOf(measures: readonly Measure[]): Result[] {
  return distances.flatMap((distance) =>
    cases.flatMap((each) =>
      contestantNames.map((contestant) => resultOf(measures, { distance, case: each.name, contestant })),
    ),
  );
}

function resultOf(
  measures: readonly Measure[],
  of: Pick<Result, 'distance' | 'case' | 'contestant'>,
): Result {
  const found = measures.filter(
    (one) => one.distance === of.distance && one.case === of.case && one.contestant === of.contestant,
  );
  const requests = found.map((one) => countRequests(one.requests));
  return {
    ...of,
    time: timingOf(found.map(({ milliseconds }) => milliseconds)),
    dockerCalls: Math.max(...found.map(({ dockerCalls }) => dockerCalls)),
    requests: {
      all: Math.max(...requests.map(({ all }) => all)),
      perImage: Math.max(...requests.map(({ perImage }) => perImage)),
    },
  };
}

/** @param paths such as `/v2/bench/workaday-1/web/manifests/1.0.0` */
export function countRequests(paths: readonly string[]): Requests {
  const owners = paths.map((path) => services.find((service) => path.includes(`/${service}/`)));
  const shared = owners.filter((owner) => owner === undefined).length;
  const own = services.map((service) => owners.filter((owner) => owner === service).length);
  return { all: paths.length, perImage: shared + Math.max(...own) };
}
