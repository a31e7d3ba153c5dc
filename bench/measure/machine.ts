import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { run } from '../../packages/testbed/src/process/run.ts';

/** Where figures were measured: without it absolute times say nothing. */
export interface Machine {
  cores: number;
  cpu: string;
  memoryGiB: number;
  kernel: string;
  node: string;
  git: string;
  /** Load average of the last minute when the bench began: what else kept the machine busy. */
  loadBefore: number;
}

export async function describeMachine(): Promise<Machine> {
  const git = await run('git', ['--version']);
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.versions.node,
    git: git.trim().replace('git version ', ''),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export function machineLine(machine: Machine): string {
  const { cores, cpu, memoryGiB, kernel, node, git, loadBefore } = machine;
  return `${cores} cores (${cpu}), ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, git ${git}; load before: ${loadBefore}`;
}
