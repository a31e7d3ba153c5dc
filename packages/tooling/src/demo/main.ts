// npm run demo [-- --keep] [-- --app DIR]: a merge goes to production in a real cluster, then a bad one is undone.
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startTestbed, type Testbed } from '@workaday/testbed';
import { runCommand } from '../command.ts';
import { repositoryRoot } from '../repository.ts';
import { readApp } from './any-app.ts';
import { playScenario } from './scenario.ts';
import { publishWorkaday, type Stage, setStage } from './stage.ts';
import { newStory, timeline } from './story.ts';

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, app: { type: 'string' } },
});
const example = join(repositoryRoot, 'examples/web-service');

const source = values.app === undefined ? example : resolve(values.app);
const repository = `acme/${repositoryName(basename(source))}`;
const interrupted = new AbortController();
// After an interruption the story goes on without its world; what it would say then helps nobody.
const tell = (line: string) => interrupted.signal.aborted || console.log(line);
const story = newStory(tell, Date.now);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)));
}

let testbed: Testbed | undefined;
let stage: Stage | undefined;

await runCommand(async () => {
  await readApp(source, repository);
  try {
    const good = await Promise.race([play(), interruption(interrupted.signal)]);
    console.log(`\n${timeline(story.chapters)}\n`);
    if (testbed !== undefined && stage !== undefined) console.log(whereToLook(testbed, stage, values.keep));
    console.log(good ? '\nEach of these was observed.' : '\nNot everything was observed: see the ✗ above.');
    process.exitCode = good ? 0 : 1;
  } finally {
    if (!values.keep) {
      await stage?.clear();
      await testbed?.stop();
    }
  }
});
// What was interrupted still waits for answers that nobody gives any more.
if (interrupted.signal.aborted) process.exit(130);

async function play(): Promise<boolean> {
  const standing = await story.chapter(
    'a cluster, a registry, a builder and a place for the code',
    async (observe) => {
      const write = (line: string) => story.say(`  ${line}`);
      testbed = await startTestbed({ keep: values.keep, signal: interrupted.signal, write });
      observe(
        'the testbed is ready',
        true,
        `${testbed.cluster.provider} cluster at ${testbed.cluster.server}`,
      );
    },
  );
  if (!standing || testbed === undefined) return false;
  const world = testbed;
  const set = await story.chapter('the foundation, made by a person', async (observe) => {
    await publishWorkaday(world, (text) => story.say(`  ${text}`));
    stage = await setStage(world, source, repository, (text) => story.say(`  ${text}`));
    observe('the app has its ground', true, `namespace ${stage.facts.namespace}, repository ${repository}`);
  });
  return set && stage !== undefined && playScenario(stage, story, values.app === undefined);
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

/** A folder's name as GitHub would make a repository's of it. */
function repositoryName(folder: string): string {
  return folder.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
}

/** What a curious person types next. */
function whereToLook(testbed: Testbed, stage: Stage, kept: boolean): string {
  const { namespace, app } = stage.facts;
  const lines = [
    `eval "$(npm run --silent testbed -- env)"              # KUBECONFIG, DOCKER_HOST, registry, API URL`,
    `kubectl get all --namespace ${namespace}               # kubectl is in ${testbed.bin}`,
    `kubectl get configmap workaday.${app} --namespace ${namespace} --output yaml   # the ledger`,
    `curl ${stage.url ?? ''}/`,
    `git clone ${testbed.github?.serverUrl}/${stage.repository}.git`,
    `npm run testbed -- down                                # removes all of it`,
  ];
  const head = kept
    ? 'It is still running. Where to look:'
    : 'With --keep it stays running, and this is where to look:';
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}
