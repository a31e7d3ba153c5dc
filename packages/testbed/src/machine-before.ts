import { existsSync, globSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kernel settings that the testbed, the kubelet or kube-proxy change for the whole machine. */
const settings = [
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

/** Folders that containerd, docker, CNI and the kubelet make at places that no setting moves. */
const folders = [
  '/run/containerd',
  '/run/docker',
  '/var/lib/cni',
  '/var/lib/kubelet',
  '/var/log/containers',
  '/var/log/workaday',
];

type MachineBefore = { settings: Record<string, string>; absent: string[] };

const settingFile = (name: string) => join('/proc/sys', name);
const savedIn = (base: string) => join(base, 'machine-before.json');
const currentValue = (name: string) => readFileSync(settingFile(name), 'utf8').trim();

/** Writes down how the machine is, before the first testbed changes it. */
export function saveMachine(base: string): void {
  if (existsSync(savedIn(base))) return;
  const present = settings.filter((name) => existsSync(settingFile(name)));
  const before: MachineBefore = {
    settings: Object.fromEntries(present.map((name) => [name, currentValue(name)])),
    absent: folders.filter((folder) => !existsSync(folder)),
  };
  writeFileSync(savedIn(base), JSON.stringify(before));
}

/** Removes folders with nothing but folders in them; a file of somebody else keeps its own. */
function removeEmpty(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Puts the machine back, after the last testbed is gone. */
export function restoreMachine(base: string): void {
  if (!existsSync(savedIn(base))) return;
  const before: MachineBefore = JSON.parse(readFileSync(savedIn(base), 'utf8'));
  for (const [name, value] of Object.entries(before.settings)) {
    if (currentValue(name) !== value) writeFileSync(settingFile(name), value);
  }
  if (before.absent.includes('/var/lib/kubelet')) {
    for (const file of globSync('/var/lib/kubelet/device-plugins/kubelet*')) rmSync(file);
  }
  for (const folder of before.absent) if (existsSync(folder)) removeEmpty(folder);
  rmSync(savedIn(base));
}
