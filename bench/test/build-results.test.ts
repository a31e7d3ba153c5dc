import { expect, it } from 'vitest';
import { cases } from '../build/cases.ts';
import { contestantNames } from '../build/contestant.ts';
import { distances } from '../build/distance.ts';
import { countRequests, resultsOf } from '../build/results.ts';
import type { Measure } from '../build/round.ts';
import { foreignImports } from '../measure/imports.ts';

it('counts what is asked for an image, with what is asked for all', () => {
  const paths = [
    '/v2/',
    '/v2/library/node/manifests/24-slim',
    '/v2/bench/workaday-1/web/manifests/1.0.0',
    '/v2/bench/workaday-1/web/blobs/uploads/',
    '/v2/bench/workaday-1/api/manifests/1.0.0',
  ];
  expect(countRequests(paths)).toEqual({ all: 5, perImage: 4 });
  expect(countRequests([])).toEqual({ all: 0, perImage: 0 });
});

it('sums up rounds by their medians, and by the most calls and requests', () => {
  const round = (milliseconds: number, dockerCalls: number, requests: string[]): Measure[] =>
    distances.flatMap((distance) =>
      cases.flatMap(({ name }) =>
        contestantNames.map((contestant) => ({
          ...{ distance, case: name, contestant, milliseconds, dockerCalls, requests },
          ...{ filesLeft: 0, wrong: [], unserved: [] },
        })),
      ),
    );
  const results = resultsOf([...round(900, 0, ['/v2/']), ...round(100, 2, []), ...round(200, 1, [])]);
  expect(results).toHaveLength(24);
  expect(results[0]).toEqual({
    ...{ distance: 'at hand', case: 'cold', contestant: 'workaday' },
    ...{ time: { median: 200, minimum: 100, runs: 3 }, dockerCalls: 2, requests: { all: 1, perImage: 1 } },
  });
});

it.each([
  ['import fs from "node:fs"; import { join } from "path"; export { join, fs };', []],
  ['import { request } from "undici"; request("x");', ['undici']],
  ['export * from "./other.mjs";', ['./other.mjs']],
  ['const load = () => import("typescript");', ['typescript']],
  ['const load = (name) => import(name);', ['something computed']],
  ['require("semver"); require("node:os");', ['semver']],
])('finds what Node does not bring along: %s', (code, expected) => {
  expect(foreignImports(code)).toEqual(expected);
});
