import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ifPresent } from './if-present.ts';
import { isAlive, type ProcessIdentity } from './process/identity.ts';

export type Hierarchy = { path: string; version: 1 | 2; controllers: string };

/** The cgroup hierarchies in the text of /proc/self/mounts, of both versions. */
export function parseHierarchies(mounts: string): Hierarchy[] {
  const all: Hierarchy[] = [];
  for (const line of mounts.split('\n')) {
    const [, path = '', type, options = ''] = line.split(' ');
    if (type === 'cgroup') all.push({ path, version: 1, controllers: options });
    if (type === 'cgroup2') all.push({ path, version: 2, controllers: '' });
  }
  return all;
}

const hierarchies = () => parseHierarchies(readFileSync('/proc/self/mounts', 'utf8'));

function prepare(hierarchy: Hierarchy, group: string): void {
  const folder = join(hierarchy.path, group);
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, 'cpuset.cpus')) && hierarchy.version === 1) {
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      writeFileSync(join(folder, file), readFileSync(join(dirname(folder), file)));
    }
  }
}

function delegate(folder: string): void {
  const available = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim();
  const enable = available.split(' ').filter((name) => name !== '');
  for (const name of enable) writeFileSync(join(folder, 'cgroup.subtree_control'), `+${name}`);
}

/**
 * Makes a testbed's cgroup, under which pods, containers and (in `parts`) its own processes live.
 * @returns the files to which a process writes 0 to become one of the testbed's parts
 */
export function createCgroup(group: string): string[] {
  const all = hierarchies();
  const version1 = all.filter((hierarchy) => hierarchy.version === 1);
  for (const hierarchy of version1.length > 0 ? version1 : all) {
    prepare(hierarchy, group);
    if (hierarchy.version === 2) [hierarchy.path, join(hierarchy.path, group)].forEach(delegate);
  }
  const home =
    version1.find(({ controllers }) => controllers.split(',').includes('pids')) ?? version1[0] ?? all[0];
  if (!home)
    throw new Error('No cgroup hierarchy is mounted (see /proc/self/mounts), so no container can run here.');
  const parts = join(home.path, group, 'parts');
  mkdirSync(parts, { recursive: true });
  return [join(parts, 'cgroup.procs')];
}

function folders(root: string): string[] {
  const entries = ifPresent(() => readdirSync(root, { withFileTypes: true }));
  if (!entries) return [];
  const below = entries.filter((entry) => entry.isDirectory());
  return [...below.flatMap((entry) => folders(join(root, entry.name))), root];
}

function members(group: string): number[] {
  const all = hierarchies().flatMap(({ path }) => folders(join(path, group)));
  const texts = all.map(
    (folder) => ifPresent(() => readFileSync(join(folder, 'cgroup.procs'), 'utf8')) ?? '',
  );
  const lines = texts.flatMap((text) => text.trim().split('\n'));
  return [...new Set(lines.filter((line) => line !== '').map(Number))];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Kills processes again and again, since they may start others, until none is left. */
async function killAll(what: string, alive: () => number[]): Promise<void> {
  const end = Date.now() + 20_000;
  for (let pids = alive(); pids.length > 0; pids = alive()) {
    if (Date.now() > end) {
      throw new Error(
        `${what} still runs 20 s after it was killed: process ${pids.join(', ')}. ` +
          'Look at it with `ps -o pid,stat,wchan,args`, then try `npm run testbed -- down` again.',
      );
    }
    pids.forEach(kill);
    await delay(20);
  }
}

/** Ends every process of a testbed, whatever became of its parents, and removes its cgroups. */
export async function removeCgroup(group: string): Promise<void> {
  await killAll(group, () => members(group));
  for (const { path } of hierarchies())
    for (const folder of folders(join(path, group))) ifPresent(() => rmdirSync(folder));
}

/** Ends one process, if it is still the one it was. */
export function endProcess(name: string, identity: ProcessIdentity): Promise<void> {
  return killAll(name, () => (isAlive(identity) ? [identity.pid] : []));
}
