import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from './allotment.ts';
import type { Part } from './process/part.ts';
import { acceptsConnections } from './process/ready.ts';
import { run } from './process/run.ts';

const socket = (own: Allotment) => join(own.dir, 'buildkitd.sock');

/** BuildKit's settings: runc, the host's network, our registry by plain HTTP and in place of Docker Hub. */
export function buildkitConfig(own: Allotment, registry: string): string {
  const text = JSON.stringify;
  return `root = ${text(join(own.dir, 'buildkit/root'))}

[grpc]
address = [${text(`unix://${socket(own)}`)}]

[worker.oci]
enabled = true
binary = "runc"
networkMode = "host"
defaultCgroupParent = ${text(`${own.cgroup}/buildkit`)}

[worker.containerd]
enabled = false

[registry."docker.io"]
mirrors = [${text(registry)}]

[registry.${text(registry)}]
http = true
`;
}

export function buildkitd(own: Allotment, binary: string, registry: string): Part {
  const folder = join(own.dir, 'buildkit');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'buildkitd.toml');
  writeFileSync(config, buildkitConfig(own, registry));
  return {
    name: 'buildkitd',
    command: binary,
    args: ['--config', config],
    ready: () => acceptsConnections(socket(own)),
  };
}

/** Makes the BuildKit known to buildx as a remote builder with the testbed's name. */
export async function createRemoteBuilder(
  own: Allotment,
  buildx: string,
  env: Record<string, string>,
): Promise<void> {
  const args = ['create', '--name', own.name, '--driver', 'remote', `unix://${socket(own)}`];
  await run(buildx, args, { env: { ...process.env, ...env } });
}
