import { atLeast, atMost, exactly, type Goal } from '../measure/goals.ts';
import type { Measured } from './measure-subject.ts';
import { failed, type Result } from './race.ts';

const megabyte = 1_000_000;

/** The figures of issue 4. Ratios are of medians, on the largest generated repository. */
export function versionGoals(measured: readonly Measured[], bundleBytes: number): Goal[] {
  const bySize = measured
    .filter(({ subject }) => subject.expected !== undefined)
    .sort((a, b) => a.subject.commits - b.subject.commits);
  const largest = bySize.at(-1);
  const at = largest === undefined ? '' : ` at ${largest.subject.name}`;
  const releases = measured.map(({ release }) => release);
  const most = (values: readonly number[]) => (values.length === 0 ? undefined : Math.max(...values));
  return [
    atMost('git processes, dry run', most(measured.map((one) => own(one).started.git)), 4),
    atMost('git processes, release', most(releases.map(({ started }) => started.git)), 4),
    exactly('git processes per tag', perTag(bySize), 0),
    atMost(`time to git log + for-each-ref${at}`, ratio(largest, 'workaday', 'git log + for-each-ref'), 3),
    atLeast(`times faster than semantic-release${at}`, ratio(largest, 'semantic-release', 'workaday'), 5),
    atMost('API calls per release', most(releases.map(({ calls }) => calls.all)), 2),
    exactly('API calls for history', most(releases.map(({ calls }) => calls.history)), 0),
    exactly('installed at run time: programs other than git', most(measured.map(othersStarted)), 0),
    exactly('installed at run time: files left behind', most(releases.map(({ filesLeft }) => filesLeft)), 0),
    atMost('bundle bytes', bundleBytes, megabyte),
    exactly('wrong versions', measured.filter(isWrong).length, 0),
  ];
}

export function resultOf({ results }: Measured, name: string): Result {
  const found = results.find((result) => result.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

/** How many times the median of one is the median of the other; undefined without both. */
export function ratio(measured: Measured | undefined, of: string, to: string): number | undefined {
  if (measured === undefined) return undefined;
  const [one, other] = [resultOf(measured, of), resultOf(measured, to)];
  if (one.answer === failed || other.answer === failed) return undefined;
  return one.time.median / other.time.median;
}

/** How the versions that the tools gave relate. */
export function agreement({ results, subject }: Measured): string {
  const answers = results.map(({ answer }) => answer).filter((answer) => answer !== '');
  const agree = new Set(answers).size === 1;
  if (subject.expected === undefined) return agree ? 'all agree' : 'they differ';
  const right = answers.every((answer) => answer === subject.expected);
  return right ? `all right: ${subject.expected}` : `they differ, right is ${subject.expected}`;
}

const own = (measured: Measured) => resultOf(measured, 'workaday');

const othersStarted = (measured: Measured) =>
  own(measured).started.other.length + measured.release.started.other.length;

/** Processes that each further tag costs; undefined without two sizes. */
function perTag(bySize: readonly Measured[]): number | undefined {
  const [smallest, largest] = [bySize[0], bySize.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return undefined;
  const processes = own(largest).started.git - own(smallest).started.git;
  return processes / (largest.subject.tags - smallest.subject.tags);
}

function isWrong(measured: Measured): boolean {
  const { expected } = measured.subject;
  if (expected === undefined) return false;
  return own(measured).answer !== expected || measured.release.outputs.version !== expected;
}
