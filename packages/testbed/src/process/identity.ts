import { readFileSync } from 'node:fs';
import { ifPresent } from '../if-present.ts';

/** A process that cannot be mistaken for a later one with the same id: `startTime` is in clock ticks since boot. */
export type ProcessIdentity = { pid: number; startTime: number; bootId: string };

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** Field 22 of /proc/PID/stat (proc_pid_stat(5)); the name before it may contain spaces and parentheses. */
export function parseStat(stat: string): { state: string; startTime: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: Number(fields[19]) };
}

function readStat(pid: number): { state: string; startTime: number } | undefined {
  const text = ifPresent(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text === undefined ? undefined : parseStat(text);
}

/** The identity of a running process, or undefined when it is already gone. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat && { pid, startTime: stat.startTime, bootId: bootId() };
}

export function isAlive(process: ProcessIdentity): boolean {
  const stat = readStat(process.pid);
  if (!stat || stat.state === 'Z' || stat.state === 'X') return false;
  return stat.startTime === process.startTime && process.bootId === bootId();
}
