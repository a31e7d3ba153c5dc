import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Allotment } from './allotment.ts';
import { ifPresent } from './if-present.ts';
import { run } from './process/run.ts';

const ip = (...args: string[]) => run('ip', args);
const masquerade = ({ table, network }: Allotment) => `
table ip ${table} {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr ${network} ip daddr != ${network} masquerade
  }
}
`;

async function addBridge(name: string, address: string, ...options: string[]): Promise<void> {
  await ip('link', 'add', name, 'type', 'bridge', ...options);
  await ip('address', 'add', address, 'dev', name);
  await ip('link', 'set', name, 'up');
}

/** Destinations of the machine's routes. */
export async function routes(): Promise<string[]> {
  const table = JSON.parse(await ip('-4', '-json', 'route', 'show', 'table', 'main')) as { dst: string }[];
  return table.map(({ dst }) => dst);
}

/** Makes the testbed's bridges and lets what is behind them reach the rest of the world. */
export async function createNetwork(own: Allotment): Promise<void> {
  // A packet from one pod to another's service stays on the bridge: it must pass netfilter to be translated back.
  if (!existsSync('/proc/sys/net/bridge')) await run('modprobe', ['br_netfilter']);
  await addBridge(own.bridge, `${own.nodeAddress}/18`, 'nf_call_iptables', '1');
  await addBridge(own.dockerBridge, `${own.dockerAddress}/18`);
  // The host needs a route to service addresses before kube-proxy's rules can translate them.
  await ip('route', 'add', own.serviceCidr, 'dev', own.bridge);
  await run('nft', ['-f', '-'], { input: masquerade(own) });
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
}

function devices(): { name: string; bridge: string | undefined }[] {
  return readdirSync('/sys/class/net').map((name) => {
    const event = ifPresent(() => readFileSync(`/sys/class/net/${name}/master/uevent`, 'utf8'));
    return { name, bridge: /^INTERFACE=(.*)$/m.exec(event ?? '')?.[1] };
  });
}

/** Removes the bridges, what is plugged into them, and the testbed's nftables tables. */
export async function removeNetwork(own: Allotment): Promise<void> {
  const mine = [own.bridge, own.dockerBridge];
  for (const { name, bridge } of devices()) {
    // A pod's device may vanish with its network namespace at the same moment: only what still exists is an error.
    if (mine.includes(name) || mine.includes(bridge ?? '')) {
      await ip('link', 'delete', name).catch((error) => {
        if (existsSync(`/sys/class/net/${name}`)) throw error;
      });
    }
  }
  const tables = (await run('nft', ['list', 'tables'])).split('\n');
  for (const table of tables.filter((line) =>
    [own.table, own.proxyTable].includes(line.split(' ')[2] ?? ''),
  )) {
    await run('nft', ['delete', ...table.split(' ')]);
  }
}
