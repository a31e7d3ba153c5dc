import { expect, test } from 'vitest';
import { type Evidence, judge, type Round, releaseRule } from '../../src/index.ts';
import { lastFailures, roundLine } from '../../src/release/round-lines.ts';

const round = (number: number, got: string, ms = 4): Round => ({
  number,
  at: (number - 1) * 5000,
  vantages: [
    { vantage: 'outside', abstains: 'no URL', observations: [] },
    {
      vantage: 'inside',
      observations: [
        {
          check: 'GET /',
          class: 'assertion',
          target: 'web-1',
          ms,
          expected: 'status 200',
          got,
          asked: 1,
          failed: 1,
        },
        { check: 'GET /x', class: 'pass', target: 'web-1', ms, asked: 1, failed: 0 },
      ],
    },
  ],
});
const evidence = (...rounds: Round[]): Evidence => ({
  format: 2,
  release: 4,
  rule: releaseRule,
  checks: ['GET /', 'GET /x'],
  brokenBefore: [],
  rounds,
});
const lineOf = (...rounds: Round[]) => {
  const given = evidence(...rounds);
  return roundLine(rounds.at(-1) as Round, judge(given), given);
};

test('a line says what each vantage saw, and the verdict when there is one', () => {
  expect(lineOf(round(1, 'status 500'))).toBe(
    'round 1 after 0.0s: outside – (no URL); inside ✗ GET / at web-1: expected status 200, got status 500',
  );
  const many = Array.from({ length: 40 }, (_, index) => round(index + 1, `answer ${index + 1}`));
  expect(lineOf(...many)).toMatch(
    /^round 40 after 3m15s: outside – as before; inside ✗ .*got answer 40 → rollback$/,
  );
});

test('a line of rounds that nobody judges names no verdict', () => {
  const many = Array.from({ length: 40 }, (_, index) => round(index + 1, 'a'));
  expect(roundLine(many.at(-1) as Round, undefined, evidence(...many))).not.toContain('→');
});

test('what was said is not said again, but what changed is', () => {
  expect(lineOf(round(1, 'a'), round(2, 'a', 9))).toBe(
    'round 2 after 5.0s: outside – as before; inside ✗ as before',
  );
});

test('a void round says why, and shows no votes', () => {
  const given = { ...round(1, 'a'), void: 'old pods still get traffic: web-0' };
  expect(lineOf(given)).toMatch(/^round 1 after 0.0s: void: old pods still get traffic: web-0; .*inside – /);
});

test('the newest failure of each check and vantage is kept', () => {
  const found = lastFailures(evidence(round(1, 'first'), round(2, 'second')));
  expect(found.map(({ observation }) => observation.got)).toEqual(['second']);
});

test('a dependency that is away is named', () => {
  const given = { ...round(1, 'a'), control: 'db: expected a connection, got refused' };
  expect(lineOf(given)).toContain('a dependency is away: db: expected a connection, got refused; outside');
});
