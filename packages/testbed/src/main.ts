import { parseArgs } from 'node:util';
import { chooseTestbed, descriptionOf, exportsOf, statusOf } from './command-answers.ts';
import { givePlaceBack } from './places.ts';
import { isAlive } from './process/identity.ts';
import { elapsedProgress } from './progress.ts';
import { startContainerdStore } from './start-containerd-store.ts';
import { allStates } from './state.ts';
import { startTestbed } from './testbed.ts';

const usage = `Usage: npm run testbed -- COMMAND

  up                  start a testbed and keep it until down (--no-github: without the GitHub stand-in);
                      a machine's first start builds everything and takes minutes
  status [NUMBER]     what runs where (--json: for programs)
  env [NUMBER]        export lines for a shell: eval "$(npm run --silent testbed -- env)"
  containerd-store [NUMBER]
                      start the docker daemon with containerd's image store, which WORKADAY_CONTAINERD_DOCKER names;
                      a machine's first start of it builds it and takes minutes
  down [NUMBER]       end a testbed and remove all it made (--all: every one)

NUMBER chooses among several testbeds; without it, the one that up started.`;

async function up(github: boolean): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted by Ctrl-C')));
  const { name } = await startTestbed({ keep: true, github, signal: interrupted.signal });
  const state = allStates().find(({ testbed }) => testbed?.name === name);
  if (state) console.log(statusOf(state, isAlive));
}

async function down(number: string | undefined, all: boolean): Promise<void> {
  const progress = elapsedProgress(console.error);
  for (const state of all ? allStates() : [chooseTestbed(allStates(), number)]) {
    await givePlaceBack(state.number, progress);
    progress(`workaday-${state.number} is removed`);
  }
}

function status(number: string | undefined, json: boolean): void {
  const chosen = number === undefined ? allStates() : [chooseTestbed(allStates(), number)];
  const tables = chosen.map((state) => statusOf(state, isAlive)).join('\n\n');
  const text = tables || 'No testbed runs: start one with `npm run testbed -- up`.';
  console.log(json ? JSON.stringify(chosen, null, 2) : text);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'no-github': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, number] = positionals;
  if (command === 'up') return up(!values['no-github']);
  if (command === 'containerd-store') {
    const { docker } = descriptionOf(chooseTestbed(allStates(), number));
    return console.log(await startContainerdStore(docker.containerd.host));
  }
  if (command === 'down') return down(number, values.all);
  if (command === 'status') return status(number, values.json);
  if (command === 'env') return console.log(exportsOf(descriptionOf(chooseTestbed(allStates(), number))));
  console[values.help ? 'log' : 'error'](usage);
  if (!values.help) process.exitCode = 2;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  for (let cause = error; cause instanceof Error && cause.cause instanceof Error; cause = cause.cause) {
    console.error(`because: ${cause.cause.message}`);
  }
  process.exitCode = 1;
}
