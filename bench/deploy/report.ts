import type { Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { timingOf } from '../measure/statistics.ts';
import { goalTable, table } from '../measure/table.ts';
import { contestantNames } from './contestant.ts';
import { type Figures, secondsMore } from './deploy-goals.ts';
import { type FaultResult, pairsWith, timesSooner } from './fault-results.ts';

export interface Report extends Figures {
  date: string;
  machine: Machine;
  /** Versions of what is measured beside us. */
  versions: string;
  /** Patience for a bad rollout, in seconds. */
  cap: number;
  goals: readonly Goal[];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText(report: Report): string {
  const { date, machine, versions, goals, faults, cap } = report;
  return [
    `## deploy\n\n${date} on ${machineLine(machine)}; ${versions}`,
    goalTable(goals),
    '### A good rollout: ten objects, two replicas',
    goodTable(report),
    '### A bad release after a good one',
    faultTable(faults),
    sayings(faults),
    methodOf(cap),
  ].join('\n\n');
}

function goodTable({ good, counted }: Report): string {
  const rows = contestantNames.flatMap((contestant) => {
    const runs = good.filter((run) => run.contestant === contestant);
    if (runs.length === 0) return [];
    const time = timingOf(runs.map(({ milliseconds }) => milliseconds));
    const asked = counted.find((one) => one.contestant === contestant);
    const said = asked?.said ? `${asked.said.requests} over ${asked.said.connections}` : '–';
    return [
      [
        contestant,
        `${time.median.toFixed(0)} ms`,
        `${time.minimum.toFixed(0)} ms`,
        String(time.runs),
        `${(secondsMore(good, contestant) ?? 0).toFixed(2)} s`,
        String(asked?.requests ?? '–'),
        String(asked?.connections ?? '–'),
        said,
      ],
    ];
  });
  return table(
    ['contestant', 'median', 'minimum', 'runs', 'we take more', 'requests', 'connections', 'said itself'],
    rows,
  );
}

function faultTable(faults: readonly FaultResult[]): string {
  const sooner = new Map(
    contestantNames.flatMap((name) =>
      pairsWith(name, faults).map(({ ours, other }) => [other, timesSooner(ours, other)] as const),
    ),
  );
  const rows = faults.map((result) => {
    const { fault, definite, contestant, named, serving, took, exitCode, outcome } = result;
    const times = contestant === 'workaday' ? undefined : sooner.get(result);
    return [
      definite ? fault : `${fault} (suspicious)`,
      contestant,
      result.seen === undefined ? '–' : seconds(result.seen),
      `${named.ever ? '' : 'never, '}${seconds(named.afterFault)}`,
      times === undefined ? '–' : `${named.ever ? '' : '≥ '}${times.toFixed(1)}`,
      result.verdict === undefined ? '–' : seconds(result.verdict),
      result.patched === undefined ? '–' : seconds(result.patched),
      result.refused ? 'never stopped' : serving === undefined ? 'NOT AGAIN' : seconds(serving),
      seconds(took),
      outcome ?? `exit code ${exitCode}`,
    ];
  });
  return table(
    [
      ...['fault', 'contestant', 'in the cluster', 'cause named', 'times sooner', 'verdict', 'patches after'],
      ...['old version serves', 'whole run', 'ended'],
    ],
    rows,
  );
}

/** The lines by which causes were named, so that everybody can judge whether they do. */
function sayings(faults: readonly FaultResult[]): string {
  const said = faults.flatMap(({ fault, contestant, named: { line } }) =>
    line === undefined ? [] : [`- ${fault}, ${contestant}: \`${shortened(line)}\``],
  );
  return ['The first line that names the cause, of all who had one:', '', ...said].join('\n');
}

const shortened = (line: string) => {
  const plain = line.replaceAll('`', "'").trim();
  return plain.length > 160 ? `${plain.slice(0, 160)}…` : plain;
};

const seconds = (value: number) => `${value.toFixed(1)} s`;

const methodOf = (cap: number) => `### How it was measured

- Contestants: Workaday's bundle with its post step, as the runner starts them, with \`verify: rollout\`; \`kubectl apply\`, \`kubectl rollout
  status\`, and when that fails \`kubectl rollout undo\` and \`status\` again; \`helm upgrade --install --rollback-on-failure --wait\` of a chart
  that holds the same manifests. Each has a namespace of its own and the credential of the generated Role; Helm's Role has every verb on the
  same kinds, because it lists its records, which are Secrets, and watches every kind.
- A good rollout is a new version of the Deployment; the contestants take turns, and who is first changes each round. "We take more" is the
  median of the differences within a round. Requests and connections are those of one more rollout, counted by a proxy that speaks HTTP/1.1
  and HTTP/2 and stands in front of the API server.
- For each fault every contestant first deploys a good release. All have a patience of ${cap} s for the bad one, and as much for the way back.
  By default kubectl waits as long as the Deployment's \`progressDeadlineSeconds\`, 600 s, and Helm 300 s; so "≥" is a lower bound.
  No time counts as less than 0.1 s, ours or another's. An API server may warn of a fault in its answer to a write, before the
  controllers meet it; who passes that on has named the cause.
- "In the cluster" is the time from the start of the deploy until an object or event of the kubelet or of a controller says the fault; the
  next columns count from there. It is seen by watches of the bench's own, with the administrator's credential. A cause is named when
  a line of output says it; when none ever does, the time is that of the end of the run. The old version serves when the pod template is
  the one of before, its ReplicaSet is available completely, no other pod is left and the Service leads to its pods only.
- The verdict is the first line of Workaday's with the reason that it gives in the end; when the patches have arrived is seen from outside.
- A release that is refused before anything of it is in the cluster has no such moment: its times count from the start of the deploy (the
  others' still from the cluster's word, in their favour), and the old version has never stopped to serve.
- "Suspicious" faults can heal by themselves (a node may come, an app may get ready late), so they get a grace, and no goal.
- Workaday's faults run one after the other, the others' side by side in namespaces of their own, meanwhile: they mostly wait.`;
