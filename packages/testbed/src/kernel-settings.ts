import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kernel settings that the testbed, the kubelet or kube-proxy change for the whole machine. */
const names = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/all/route_localnet',
  'net/netfilter/nf_conntrack_tcp_timeout_established',
  'net/netfilter/nf_conntrack_tcp_timeout_close_wait',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

const file = (name: string) => join('/proc/sys', name);
const savedIn = (base: string) => join(base, 'kernel-settings.json');

/** Writes down what the settings are, before the first testbed changes them. */
export function saveKernelSettings(base: string): void {
  if (existsSync(savedIn(base))) return;
  const present = names.filter((name) => existsSync(file(name)));
  const values = Object.fromEntries(present.map((name) => [name, readFileSync(file(name), 'utf8').trim()]));
  writeFileSync(savedIn(base), JSON.stringify(values));
}

/** Puts the settings back, after the last testbed is gone. */
export function restoreKernelSettings(base: string): void {
  if (!existsSync(savedIn(base))) return;
  const saved: Record<string, string> = JSON.parse(readFileSync(savedIn(base), 'utf8'));
  for (const [name, value] of Object.entries(saved)) {
    if (readFileSync(file(name), 'utf8').trim() !== value) writeFileSync(file(name), value);
  }
  rmSync(savedIn(base));
}
