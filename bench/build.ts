// npm run bench -- build [--runs N]: the figures of actions/build beside plain docker buildx, on a testbed of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTestbed, type TestbedDescription } from '@workaday/testbed';
import { elapsedProgress, type Progress } from '../packages/testbed/src/progress.ts';
import { buildGoals, type Figures } from './build/build-goals.ts';
import { Builder, builderVersions } from './build/builder.ts';
import { type Distance, distances, startFarRegistry } from './build/distance.ts';
import { DockerCalls } from './build/docker-calls.ts';
import { GithubIdentity } from './build/github-identity.ts';
import { glue, sideBySide } from './build/plain-docker.ts';
import { type Report, reportText } from './build/report.ts';
import { resultsOf } from './build/results.ts';
import { type Measure, runRound, type Track } from './build/round.ts';
import { workaday } from './build/workaday.ts';
import { buildBundle } from './measure/bundle.ts';
import { describeMachine } from './measure/machine.ts';
import { writeResults } from './measure/results-file.ts';
import { openScratch } from './measure/scratch.ts';

/** @param args what stands behind `build` on the command line */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '5' } } });
  const rounds = Number(values.runs);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--runs is ${values.runs}, expected a number from 1`);
  const machine = await describeMachine();
  const progress = elapsedProgress(console.log);
  const { scratch, interrupted } = openScratch();
  const testbed = await startTestbed({ github: false, signal: interrupted.signal, write: console.log });
  try {
    const figures = await measureAll(testbed, scratch, rounds, interrupted.signal, progress);
    const date = new Date().toISOString().slice(0, 10);
    finish({ date, machine, docker: builderVersions(), ...figures, goals: buildGoals(figures) });
  } finally {
    await testbed.stop();
  }
}

async function measureAll(
  testbed: TestbedDescription,
  scratch: string,
  rounds: number,
  signal: AbortSignal,
  progress: Progress,
): Promise<Figures> {
  const bundle = await buildBundle('build', scratch);
  const docker = await DockerCalls.in(join(scratch, 'shims'));
  const home = join(scratch, 'home');
  mkdirSync(home);
  const builder = new Builder(testbed, docker.path, home);
  const github = await GithubIdentity.start(scratch);
  const far = await startFarRegistry(testbed.registry.host);
  const requests = () => far.requests.splice(0).map(({ url }) => url);
  const trackTo = (distance: Distance): Track => {
    const registry = distance === 'at hand' ? testbed.registry.host : far.host;
    const step = { bundle, place: builder.place, github, mirror: registry, folder: join(scratch, 'step') };
    const contestants = [workaday(step), glue(builder.place), sideBySide(builder.place)];
    const prune = () => builder.prune();
    return { distance, contestants, docker, prune, registry, requests, progress, signal };
  };
  try {
    const measures: Measure[] = [];
    for (let round = 1; round <= rounds; round += 1)
      for (const [index, distance] of distances.entries())
        measures.push(...(await runRound(round, join(scratch, `${round}-${index}`), trackTo(distance))));
    return {
      results: resultsOf(measures),
      bundle: { bytes: bundle.bytes, foreign: bundle.foreign },
      filesLeft: Math.max(...measures.map(({ filesLeft }) => filesLeft)),
      wrong: measures.flatMap(({ wrong }) => wrong),
      unserved: measures.flatMap(({ unserved }) => unserved),
    };
  } finally {
    await Promise.all([far.stop(), github.stop()]);
  }
}

/** Ends with the one line that programs read. */
function finish(report: Report): void {
  const text = reportText(report);
  writeResults('build', text);
  console.log(`\n${text}\n`);
  const { goals, ...figures } = report;
  console.log(JSON.stringify({ bench: 'build', goals, ...figures }));
}
