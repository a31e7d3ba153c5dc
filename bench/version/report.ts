import type { Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { goalTable, table } from '../measure/table.ts';
import type { Measured } from './measure-subject.ts';
import type { Peer, PeerName } from './peers.ts';
import { failed } from './race.ts';
import { agreement, resultOf } from './version-goals.ts';

export interface Report {
  date: string;
  machine: Machine;
  bundleBytes: number;
  peers: Readonly<Record<PeerName, Peer>>;
  measured: readonly Measured[];
  goals: readonly Goal[];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText({ date, machine, bundleBytes, peers, measured, goals }: Report): string {
  return [
    `## version\n\n${date} on ${machineLine(machine)}`,
    goalTable(goals),
    '### Dry runs, side by side in turn',
    timeTable(measured),
    measured.map((one) => `- ${one.subject.name}: ${agreement(one)}`).join('\n'),
    '### One real release',
    releaseTable(measured),
    '### Sizes',
    sizeTable(bundleBytes, peers),
    method,
  ].join('\n\n');
}

function timeTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap((one) => {
    const floor = resultOf(one, 'git log + for-each-ref').time.median;
    return one.results.map(({ name, time, started, answer }) => [
      sizeOf(one),
      name,
      `${time.median.toFixed(0)} ms`,
      `${time.minimum.toFixed(0)} ms`,
      String(time.runs),
      (time.median / floor).toFixed(2),
      String(started.git),
      answer || '–',
    ]);
  });
  const head = ['repository', 'tool', 'median', 'minimum', 'runs', 'to git alone', 'git processes', 'answer'];
  return table(head, rows);
}

function releaseTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap((one) => {
    const { release, peerRelease, dryRunCalls } = one;
    const { calls, started, outputs } = release;
    const dry = `${resultOf(one, 'workaday').started.git}`;
    return [
      [sizeOf(one), 'workaday, dry run', dry, `${dryRunCalls.all}`, `${dryRunCalls.history}`, 'nothing'],
      [sizeOf(one), 'workaday', `${started.git}`, `${calls.all}`, `${calls.history}`, outputs.outcome],
      peerRelease === null
        ? [sizeOf(one), 'semantic-release', '–', '–', '–', failed]
        : [sizeOf(one), 'semantic-release', `${peerRelease.git}`, '–', '–', 'tag only'],
    ];
  });
  return table(['repository', 'tool', 'git processes', 'API calls', 'for history', 'made'], rows);
}

function sizeTable(bundleBytes: number, peers: Report['peers']): string {
  const size = (bytes: number) => `${bytes.toLocaleString('en')} (${(bytes / 2 ** 20).toFixed(2)} MiB)`;
  const rows = Object.entries(peers).map(([name, { version, packages, bytes }]) => [
    `${name} ${version}`,
    String(packages),
    size(bytes),
  ]);
  return table(['tool', 'packages to install', 'bytes'], [['workaday', '0', size(bundleBytes)], ...rows]);
}

const sizeOf = ({ subject }: Measured) => `${subject.name} (${subject.commits}/${subject.tags})`;

const method = `### How it was measured

- Repositories: NAME (commits/tags). Generated ones are linear with a small merge now and then, with conventional messages; the last tag
  is some 20 commits before the tip, every tag of the newest 120 has a published release. All are checked out with the commands of
  actions/checkout with \`fetch-depth: 0\`.
- One run of each tool with nothing but a recording git on PATH counts processes; it also warms the caches. Other programs are recorded
  too, and fail; files left behind are those in HOME and RUNNER_TEMP after a release. Then the tools run in turn, round by round. A tool whose first run takes more than 12 s has that run as its time.
- Workaday's bundle runs as the runner runs it, once without a token, so that it talks to nothing but git either, and once with one, so that
  it also reads the releases from GitHub's stand-in (which checks what it answers, and is no measure of GitHub); semantic-release with only its commit analyzer, so it makes no notes and talks to
  nothing but git; git-cliff with its built-in configuration. git alone writes to /dev/null.
- API calls are counted by the testbed's GitHub stand-in, which checks each against GitHub's OpenAPI description. semantic-release
  and git-cliff make no release on GitHub here, so they have no figure.`;
