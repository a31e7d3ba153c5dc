import type { Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { goalTable, table } from '../measure/table.ts';
import { type Figures, timesOurs } from './build-goals.ts';

export interface Report extends Figures {
  date: string;
  machine: Machine;
  /** Versions of what builds. */
  docker: string;
  goals: readonly Goal[];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText(report: Report): string {
  const { date, machine, docker, goals, wrong, unserved } = report;
  const remarks = [...wrong, ...unserved].map((text) => `- ${text}`).join('\n');
  return [
    `## build\n\n${date} on ${machineLine(machine)}; ${docker}`,
    goalTable(goals),
    ...(remarks === '' ? [] : [remarks]),
    '### Side by side in turn: examples/monorepo, two services',
    timeTable(report),
    method,
  ].join('\n\n');
}

function timeTable({ results }: Report): string {
  const rows = results.map((result) => {
    const { distance, case: name, contestant, time, dockerCalls, requests } = result;
    return [
      distance,
      name,
      contestant,
      `${time.median.toFixed(0)} ms`,
      `${time.minimum.toFixed(0)} ms`,
      String(time.runs),
      timesOurs(results, result).toFixed(2),
      String(dockerCalls),
      distance === 'at hand' ? '–' : String(requests.all),
    ];
  });
  const head = [
    'registry',
    'case',
    'contestant',
    'median',
    'minimum',
    'runs',
    'to workaday',
    'docker calls',
    'requests',
  ];
  return table(head, rows);
}

const method = `### How it was measured

- Contestants: Workaday's bundle with its post step, as the runner starts them, with \`id-token: write\`, so that records are signed and
  checked; the glue, \`docker buildx build --push\` with \`--cache-from\` and \`--cache-to type=registry,mode=max\` for one service after the
  other; and the least that puts images into the registry: both services at once, without cache or attestation.
- Each round has new, empty image repositories and takes one app through the cases in order: cold; one new byte in one service; a new
  commit that changes a file which no image holds; the same again. Before each run the builder forgets everything, as on a hosted
  runner, but in the last case, where it has just built and pushed the same source, as on a self-hosted one. Who is first changes each time.
- The registry is on this machine; each round is run once more through a proxy that lets every request wait 50 ms, which is assumed of
  a network, not measured of one. BuildKit asks for base images around the proxy, at no cost, and Workaday through it. The proxy also
  counts; what BuildKit asks for base images is missing in the counts.
- After every run of Workaday it is checked what it built and reused, how often it called docker (a recording \`docker\` stands first
  on everybody's PATH), and that the registry serves each digest it names under the version's tag.
- In favour of Workaday: the images are small and hold no slow step, so that building is mostly pulling, pushing and caches, and the
  glue's cache is worth little here (the third contestant shows what it costs); it builds side by side, the glue does not.
- In favour of the plain commands: the builder runs already, where a hosted runner has to pull an image of BuildKit and boot it before
  there is a registry cache (seconds, in each job); no login, no token exchange, no shell for each step; they write no labels, check
  nothing before or after, and leave no record.
- In favour of neither: GitHub's keys and tokens are on this machine and answer at once; whatever else keeps the machine busy (see its
  load) makes differences in seconds larger.`;
