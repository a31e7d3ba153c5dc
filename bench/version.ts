// npm run bench -- version [--repository PATH] [--runs N] [--bundle FILE]: the figures of actions/version beside its peers'.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { elapsedProgress } from '../packages/testbed/src/progress.ts';
import { describeMachine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { versionBundle } from './version/bundle.ts';
import { CommandShims } from './version/command-shims.ts';
import { GitHub } from './version/github.ts';
import { type Measured, measureSubject, type World } from './version/measure-subject.ts';
import { installPeer } from './version/peers.ts';
import { type Report, reportText } from './version/report.ts';
import { clonedSubject, generatedSubject } from './version/subjects.ts';
import { versionGoals } from './version/version-goals.ts';

const shapes = [
  { name: '1k', commits: 1000, tags: 19 },
  { name: '5k', commits: 5000, tags: 249 },
  { name: '20k', commits: 20_000, tags: 999 },
];

/** @param args what stands behind `version` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repository: { type: 'string' },
      runs: { type: 'string', default: '7' },
      bundle: { type: 'string' },
    },
  });
  const rounds = Number(values.runs);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--runs is ${values.runs}, expected a number from 1`);
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const scratch = mkdtempSync(join(tmpdir(), 'workaday-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const github = await GitHub.start(join(scratch, 'github'));
  try {
    const bundle = await versionBundle(scratch, values.bundle);
    const peers = {
      'semantic-release': await installPeer('semantic-release', progress),
      'git-cliff': await installPeer('git-cliff', progress),
    };
    const shims = new CommandShims(join(scratch, 'shims'));
    const world: World = { scratch, bundle, peers, github, shims, rounds, progress };
    const measured = await measureAll(world, values.repository);
    const goals = versionGoals(measured, bundle.bytes);
    const date = new Date().toISOString().slice(0, 10);
    finish({ date, machine, bundleBytes: bundle.bytes, peers, measured, goals });
  } finally {
    await github.stop();
  }
}

async function measureAll(world: World, repository: string | undefined): Promise<Measured[]> {
  const measured: Measured[] = [];
  const measure = async (label: string, subject: ReturnType<typeof generatedSubject>) => {
    const progress = (line: string) => world.progress(`${label}: ${line}`);
    progress('making the repository');
    measured.push(await measureSubject({ ...world, progress }, await subject, label));
  };
  for (const shape of shapes) await measure(shape.name, generatedSubject(shape, world.scratch));
  if (repository !== undefined) await measure('given', clonedSubject(resolve(repository), world.scratch));
  return measured;
}

/** Ends with the one line that programs read: everything but where things lay on this machine. */
function finish(report: Report): void {
  const text = reportText(report);
  writeResults('version', text);
  console.log(`\n${text}\n`);
  const { goals, measured, peers, ...figures } = report;
  const repositories = measured.map(({ subject: { source: _, ...subject }, ...one }) => ({
    ...subject,
    ...one,
  }));
  const installed = Object.entries(peers).map(([name, { script: _, ...peer }]) => ({ name, ...peer }));
  console.log(JSON.stringify({ bench: 'version', goals, ...figures, peers: installed, repositories }));
}
