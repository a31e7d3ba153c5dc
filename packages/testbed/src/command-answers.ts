import type { ProcessIdentity } from './process/identity.ts';
import type { State } from './state.ts';
import type { TestbedDescription } from './testbed-description.ts';

const listed = (states: readonly State[]) =>
  states.map(({ number, owner }) => `${number} (${owner ? `of process ${owner.pid}` : 'kept'})`).join(', ');

/**
 * The testbed that a command is about: the one with the given number, else the only one that is kept.
 * Throws an error that says what there is to choose from.
 */
export function chooseTestbed(states: readonly State[], number: string | undefined): State {
  if (number !== undefined) {
    const found = states.find((state) => String(state.number) === number);
    if (found) return found;
    const others = states.length > 0 ? `There are: ${listed(states)}.` : 'There is none.';
    throw new Error(`There is no testbed ${JSON.stringify(number)}. ${others}`);
  }
  const kept = states.filter(({ owner }) => owner === null);
  const [only, ...more] = kept;
  if (only && more.length === 0) return only;
  if (only) throw new Error(`Several testbeds are kept: ${listed(kept)}. Name one by its number.`);
  const tests = states.length > 0 ? ` Others belong to running processes: ${listed(states)}.` : '';
  throw new Error(`No testbed is kept: start one with \`npm run testbed -- up\`.${tests}`);
}

/** What a ready testbed offers; throws while it is still starting. */
export function descriptionOf(state: State): TestbedDescription {
  if (state.testbed) return state.testbed;
  throw new Error(
    `workaday-${state.number} is still starting: wait until \`npm run testbed -- up\` says that it is ready.`,
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Lines that any POSIX shell can evaluate; PATH gets the testbed's programs after the user's own. */
export function exportsOf(testbed: TestbedDescription): string {
  const lines = Object.entries(testbed.env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [...lines, `export PATH="$PATH":${quoted(testbed.bin)}`].join('\n');
}

/** A table for people: what is where, and which parts run. */
export function statusOf(state: State, alive: (identity: ProcessIdentity) => boolean): string {
  const { testbed } = state;
  const owner = state.owner ? `ends with process ${state.owner.pid}` : 'kept until `npm run testbed -- down`';
  const parts = state.parts.map(({ name, identity }) => `${name}${alive(identity) ? '' : ' (NOT RUNNING)'}`);
  const rows: [string, string][] = [
    ['testbed', `workaday-${state.number}, ${owner}, since ${state.startedAt}`],
    ['parts', parts.join(', ')],
  ];
  if (testbed) {
    const { cluster, github } = testbed;
    rows.push(
      ['cluster', `${cluster.server} (${cluster.provider})`],
      ['kubeconfig', cluster.kubeconfig],
      ['NodePorts', cluster.nodeAddress ?? "at the given cluster's nodes"],
      ['registry', testbed.registry.host],
      ['docker', testbed.docker.host],
      ['builder', `${testbed.builder} (buildx, remote)`],
      ['GitHub', github ? `${github.serverUrl} (API ${github.apiUrl})` : 'left out'],
      ['logs', testbed.logs],
    );
  } else {
    rows.push(['state', 'starting']);
  }
  return rows.map(([name, value]) => `${name.padEnd(11)}${value}`).join('\n');
}
