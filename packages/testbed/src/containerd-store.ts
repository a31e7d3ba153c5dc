import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Allotment } from './allotment.ts';
import { daemonArguments } from './docker.ts';
import type { Part } from './process/part.ts';
import { acceptsConnections, answersHttp } from './process/ready.ts';

/** Paths of the programs of which the daemon consists. */
export type StorePrograms = { containerd: string; shim: string; dockerd: string };

const folder = (own: Allotment) => join(own.dir, 'containerd-store');
const containerdSocket = (own: Allotment) => join(folder(own), 'containerd.sock');
const dockerSocket = (own: Allotment) => join(folder(own), 'docker.sock');

/** DOCKER_HOST of the daemon with containerd's image store. */
export const storeHost = (own: Allotment) => `unix://${dockerSocket(own)}`;

/** containerd's settings for a docker daemon beside it (version 4 of the format). */
export function storeContainerdConfig(own: Allotment): string {
  const text = JSON.stringify;
  return `version = 4
root = ${text(join(folder(own), 'containerd/root'))}
state = ${text(join(folder(own), 'containerd/state'))}
disabled_plugins = [
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
  "io.containerd.grpc.v1.cri",
  "io.containerd.podsandbox.controller.v1.podsandbox",
]

[plugins."io.containerd.server.v1.grpc"]
address = ${text(containerdSocket(own))}

[plugins."io.containerd.internal.v1.opt"]
path = ${text(join(folder(own), 'containerd/opt'))}
`;
}

function containerd(own: Allotment, { containerd, shim }: StorePrograms): Part {
  mkdirSync(folder(own), { recursive: true });
  const config = join(folder(own), 'containerd.toml');
  writeFileSync(config, storeContainerdConfig(own));
  return {
    name: 'store-containerd',
    command: containerd,
    args: ['--config', config],
    // Its shim is looked for on PATH, where Debian's is too old for it.
    env: { PATH: [dirname(shim), process.env.PATH].join(delimiter) },
    ready: () => acceptsConnections(containerdSocket(own)),
  };
}

function dockerd(own: Allotment, { dockerd }: StorePrograms, registry: string): Part {
  const room = {
    folder: join(folder(own), 'docker'),
    socket: dockerSocket(own),
    cidr: own.storeCidr,
    // Debian's runc 1.1 knows no time namespaces, and refuses containers that ask for one.
    features: { 'time-namespaces': false },
  };
  return {
    name: 'store-dockerd',
    command: dockerd,
    args: [...daemonArguments(own, room, registry), `--containerd=${containerdSocket(own)}`],
    ready: () => answersHttp({ socketPath: dockerSocket(own), path: '/_ping' }),
  };
}

/** A docker daemon with containerd's image store, as hosted runners have it since Docker 29, in the order to start it. */
export function containerdStore(own: Allotment, programs: StorePrograms, registry: string): [Part, Part] {
  return [containerd(own, programs), dockerd(own, programs, registry)];
}
