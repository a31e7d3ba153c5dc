import { existsSync, globSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import type { Allotment } from './allotment.ts';
import { endProcess, removeCgroup } from './cgroups.ts';
import { removeKindCluster } from './cluster/kind.ts';
import { ifPresent } from './if-present.ts';
import { removeNetwork } from './network.ts';
import { run } from './process/run.ts';
import { readState } from './state.ts';

/** Mount points below a folder, innermost first, from the text of /proc/self/mounts. */
export function mountsBelow(folder: string, mounts: string): string[] {
  const points = mounts.split('\n').map((line) => (line.split(' ')[1] ?? '').replaceAll('\\040', ' '));
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}

async function unmountAll(folder: string): Promise<void> {
  const points = mountsBelow(folder, readFileSync('/proc/self/mounts', 'utf8'));
  if (points.length > 0) await run('umount', ['--lazy', ...points]);
}

/** What containerd, CNI and the kubelet keep at fixed places, outside the testbed's folder. */
function removeStrayFiles(own: Allotment): void {
  // Other testbeds add and remove files in these folders at the same time.
  for (const file of globSync('/var/lib/cni/results/*')) {
    if (ifPresent(() => readFileSync(file, 'utf8'))?.includes(`${own.dir}/`)) rmSync(file);
  }
  for (const link of globSync('/var/log/containers/*.log')) {
    if (ifPresent(() => readlinkSync(link))?.startsWith(`${own.dir}/`)) rmSync(link);
  }
  // Sockets of containerd's shims: one that no process listens on belongs to nobody. The list of those that listen is
  // read last, so that it has every socket that was seen and is in use.
  const sockets = globSync('/run/containerd/s/*');
  const listening = readFileSync('/proc/net/unix', 'utf8');
  for (const socket of sockets) if (!listening.includes(socket)) rmSync(socket, { force: true });
}

/**
 * Ends a testbed, whether it runs or crashed: processes, mounts, devices, firewall tables, cgroups and files.
 * @param logs whether its log files go too
 */
export async function removeTestbed(
  base: string,
  own: Allotment,
  logs: 'keep' | 'remove' = 'remove',
): Promise<void> {
  const state = readState(base, own.number);
  // Parts first: a kubelet or containerd that still lives would start again what is ended.
  await Promise.all((state?.parts ?? []).map(({ name, identity }) => endProcess(name, identity)));
  await removeCgroup(own.cgroup);
  await removeKindCluster(own);
  await unmountAll(own.dir);
  await removeNetwork(own);
  removeStrayFiles(own);
  if (logs === 'remove') rmSync(own.logs, { recursive: true, force: true });
  if (existsSync(own.dir)) rmSync(own.dir, { recursive: true, maxRetries: 5 });
}
