import { expect, it } from 'vitest';
import type { Measured } from '../version/measure-subject.ts';
import { agreement, versionGoals } from '../version/version-goals.ts';

interface Shown {
  commits: number;
  tags: number;
  expected?: string;
  answers?: Readonly<Record<string, string>>;
  medians?: Readonly<Record<string, number>>;
  git?: number;
  other?: string[];
  calls?: number;
}

function measured(shown: Shown): Measured {
  const {
    commits,
    tags,
    expected = '1.2.0',
    answers = {},
    medians = {},
    git = 3,
    other = [],
    calls = 2,
  } = shown;
  const names = ['workaday', 'git log + for-each-ref', 'semantic-release'];
  const started = { git, other };
  const api = { all: calls, history: 0, routes: {} };
  return {
    subject: { name: `${commits}`, commits, tags, branch: 'main', prefix: 'v', source: '/nowhere', expected },
    results: names.map((name) => ({
      name,
      time: { median: medians[name] ?? 100, minimum: 1, runs: 1 },
      started,
      answer: name.startsWith('git') ? '' : (answers[name] ?? expected),
    })),
    dryRunCalls: api,
    release: {
      outputs: { version: expected, outcome: 'released', reason: 'ok' },
      started,
      calls: api,
      filesLeft: 0,
    },
    peerRelease: started,
  };
}

const small = measured({ commits: 1000, tags: 19 });
const unmet = (...all: Measured[]) => versionGoals(all, 900_000).filter((goal) => !goal.met);

it('are met by figures that meet them', () => {
  const medians = { workaday: 200, 'git log + for-each-ref': 100, 'semantic-release': 1000 };
  expect(unmet(small, measured({ commits: 20_000, tags: 999, medians }))).toEqual([]);
});

it.each<[string, Partial<Shown>, number | null]>([
  ['git processes, dry run', { git: 5 }, 5],
  ['git processes per tag', { git: 101 }, 0.1],
  ['time to git log + for-each-ref at 20000', { medians: { workaday: 301, 'semantic-release': 9000 } }, 3.01],
  ['times faster than semantic-release at 20000', { medians: { 'semantic-release': 499 } }, 4.99],
  ['times faster than semantic-release at 20000', { answers: { 'semantic-release': 'failed' } }, null],
  ['API calls per release', { calls: 3 }, 3],
  ['installed at run time: programs other than git', { other: ['npm install'] }, 2],
  ['wrong versions', { answers: { workaday: '1.3.0' } }, 1],
])('says that %s is not met', (name, shown, value) => {
  const medians = { 'semantic-release': 500, ...shown.medians };
  const goals = unmet(small, measured({ commits: 20_000, tags: 999, ...shown, medians }));
  expect(goals.find((goal) => goal.name === name)).toMatchObject({ value, met: false });
});

it('has no ratio and nothing per tag without a generated repository', () => {
  const { expected: _, ...subject } = small.subject;
  const names = versionGoals([{ ...small, subject }], 1).flatMap(({ name, value }) =>
    value === null ? [name] : [],
  );
  expect(names).toEqual([
    'git processes per tag',
    'time to git log + for-each-ref',
    'times faster than semantic-release',
  ]);
});

it('says whether the tools computed the same', () => {
  expect(agreement(small)).toBe('all right: 1.2.0');
  const other = measured({ commits: 1, tags: 1, answers: { 'semantic-release': '2.0.0' } });
  expect(agreement(other)).toBe('they differ, right is 1.2.0');
});
