import { join } from 'node:path';

/** Everything on the machine that carries a testbed's number, so that two testbeds never share a thing. */
export type Allotment = {
  number: number;
  name: string;
  /** All files of the testbed; nothing of it is kept elsewhere, except what `remove.ts` lists. */
  dir: string;
  /** Log files of the parts; they outlive a start that failed. */
  logs: string;
  /** The pods' bridge; its address is the node's address, the API server's and the DNS server's. */
  bridge: string;
  nodeAddress: string;
  podCidr: string;
  /** The bridge of containers that docker daemons run, build steps among them. */
  dockerBridge: string;
  dockerAddress: string;
  /** The shares of that bridge's addresses: of dockerd's containers, and of those of the daemon with containerd's store. */
  dockerCidr: string;
  storeCidr: string;
  serviceCidr: string;
  firstServiceAddress: string;
  network: string;
  /** A loopback address of its own, for what only the host may reach. */
  loopback: string;
  cgroup: string;
  /** nftables tables: ours (masquerading) and kube-proxy's. */
  table: string;
  proxyTable: string;
};

export const maximumNumber = 99;

/** Testbed `number` gets 10.(100+number).0.0/16: pods in .0/18, docker in .64/18, services in .128/17. */
export function allot(number: number, base: string): Allotment {
  const prefix = `10.${100 + number}`;
  return {
    number,
    name: `workaday-${number}`,
    dir: join(base, String(number)),
    logs: `/var/log/workaday/${number}`,
    bridge: `wdpod${number}`,
    nodeAddress: `${prefix}.0.1`,
    podCidr: `${prefix}.0.0/18`,
    dockerBridge: `wddocker${number}`,
    dockerAddress: `${prefix}.64.1`,
    dockerCidr: `${prefix}.64.0/19`,
    storeCidr: `${prefix}.96.0/19`,
    serviceCidr: `${prefix}.128.0/17`,
    firstServiceAddress: `${prefix}.128.1`,
    network: `${prefix}.0.0/16`,
    loopback: `127.100.${number}.1`,
    cgroup: `/workaday-${number}`,
    table: `workaday-${number}`,
    proxyTable: `kube-proxy-${number}`,
  };
}

/**
 * The lowest number that no testbed has and whose addresses overlap no route of the machine.
 * @param routes destinations as `ip route` prints them (`10.0.0.0/8`, `192.0.2.7`, `default`)
 */
export function freeNumber(taken: readonly number[], routes: readonly string[]): number {
  for (let number = 1; number <= maximumNumber; number++) {
    const network = parseCidr(allot(number, '').network);
    const overlaps = routes.some((route) => route !== 'default' && overlap(parseCidr(route), network));
    if (!taken.includes(number) && !overlaps) return number;
  }
  throw new Error(
    `No testbed number from 1 to ${maximumNumber} is free: ${taken.length} are taken, the others' networks (10.101.0.0/16 and up) ` +
      'overlap routes of this machine. End testbeds with `npm run testbed -- down --all`, or see `ip route`.',
  );
}

type Cidr = { address: number; bits: number };

function parseCidr(text: string): Cidr {
  const [address = '', bits = '32'] = text.split('/');
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { address: value, bits: Number(bits) };
}

function overlap(a: Cidr, b: Cidr): boolean {
  const size = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}
