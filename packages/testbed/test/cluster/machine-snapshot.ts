import { globSync, readdirSync, readFileSync } from 'node:fs';
import { ifPresent } from '../../src/if-present.ts';
import { run } from '../../src/process/run.ts';
import { knownNumbers, stateFolder } from '../../src/state.ts';

const readProcess = (pid: string, file: string) =>
  ifPresent(() => readFileSync(`/proc/${pid}/${file}`, 'utf8')) ?? '';

/** Dead, holding nothing, and only to be taken note of by its parent, which after a kill is the machine's init. */
const isZombie = (pid: string) => /\) Z /.test(readProcess(pid, 'stat'));

/** Processes in a testbed's cgroup, or with a path of a testbed's folder in their command line. */
function processes(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^[0-9]+$/.test(pid) || isZombie(pid)) return [];
    const command = readProcess(pid, 'cmdline').replaceAll('\0', ' ');
    const group = /\/workaday-.*/.exec(readProcess(pid, 'cgroup'))?.[0] ?? '';
    return group || command.includes(`${stateFolder}/`) ? [`${pid} ${group} ${command}`] : [];
  });
}

const lines = (text: string) => text.trim().split('\n');
const filesOf = (pattern: string) => globSync(pattern).filter((file) => !file.endsWith('/lock'));

/** What a testbed could leave on a machine, by kind. */
export async function machineSnapshot(): Promise<Record<string, string[]>> {
  return {
    processes: processes(),
    mounts: lines(readFileSync('/proc/self/mounts', 'utf8')),
    links: readdirSync('/sys/class/net'),
    routes: lines(await run('ip', ['route', 'show', 'table', 'all'])),
    namespaces: globSync('/run/netns/*'),
    firewall: lines(await run('nft', ['list', 'tables'])),
    cgroups: globSync('/sys/fs/cgroup/{*,*/*}'),
    settings: ['net/ipv4/ip_forward', 'vm/overcommit_memory', 'kernel/panic'].map(
      (name) => `${name}=${readFileSync(`/proc/sys/${name}`, 'utf8').trim()}`,
    ),
    files: filesOf(
      '{/var/lib/{workaday,cni,kubelet},/run/{containerd,docker},/var/log/{containers,workaday}}/**',
    ),
  };
}

/**
 * What differs between two snapshots. While other testbeds run on the machine, they change it too: then only lines that
 * name testbed `number` count.
 */
export function difference(
  before: Record<string, string[]>,
  after: Record<string, string[]>,
  number: number,
): string[] {
  const alone = knownNumbers(stateFolder).every((other) => other === number);
  const own = new RegExp(`(workaday-|wdpod|wddocker|kube-proxy-|workaday/)${number}\\b`);
  return Object.entries(after).flatMap(([kind, now]) => {
    const then = new Set(before[kind]);
    const later = new Set(now);
    // Logs of an earlier start that failed go when its number is used again.
    const kept = [...then].filter((line) => !line.startsWith('/var/log/workaday/'));
    const gone = kept.filter((line) => !later.has(line)).map((line) => `- ${kind}: ${line}`);
    const added = now.filter((line) => !then.has(line)).map((line) => `+ ${kind}: ${line}`);
    return [...gone, ...added].filter((line) => alone || own.test(line));
  });
}
