import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from './process/identity.ts';
import type { TestbedDescription } from './testbed-description.ts';

/** What is written down about a testbed, in `state.json` of its folder. */
export type State = {
  number: number;
  /** The process with which it ends; null when it is kept until `down`. */
  owner: ProcessIdentity | null;
  startedAt: string;
  parts: { name: string; identity: ProcessIdentity }[];
  /** Absent until every part is ready. */
  testbed?: TestbedDescription;
};

/** One folder per testbed, named by its number: one place for the machine, since networks and devices are the machine's. */
export const stateFolder = '/var/lib/workaday';

const stateFile = (base: string, number: number) => join(base, String(number), 'state.json');

export function writeState(base: string, state: State): void {
  const file = stateFile(base, state.number);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Undefined when a start died before it wrote anything. */
export function readState(base: string, number: number): State | undefined {
  const file = stateFile(base, number);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Changes what is written down about a testbed of this machine. */
export function updateState(number: number, change: (state: State) => State): void {
  const state = readState(stateFolder, number);
  if (!state) throw new Error(`testbed ${number} was removed while something of it was starting`);
  writeState(stateFolder, change(state));
}

/** Numbers of the testbeds that have a folder, ascending. */
export function knownNumbers(base: string): number[] {
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const names = readdirSync(base).filter((name) => /^[1-9][0-9]*$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

/** The testbeds of this machine, by ascending number. */
export function allStates(): State[] {
  const states = knownNumbers(stateFolder).map((number) => readState(stateFolder, number));
  return states.filter((state) => state !== undefined);
}

/** Whether nobody needs a testbed any more: its owner is gone, or (when it is kept) all its parts are. */
export function isAbandoned(
  state: State | undefined,
  alive: (identity: ProcessIdentity) => boolean = isAlive,
): boolean {
  if (!state) return true;
  if (state.owner) return !alive(state.owner);
  return !state.parts.some(({ identity }) => alive(identity));
}
