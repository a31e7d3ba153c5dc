import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from '../allotment.ts';
import type { Part } from '../process/part.ts';
import { acceptsConnections } from '../process/ready.ts';

export const runtimeSocket = (own: Allotment) => join(own.dir, 'containerd.sock');

/** containerd's settings: everything below the testbed's folder, images from its registry (version 2 of the format). */
export function containerdConfig(own: Allotment, registry: string, cniPlugins: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const text = JSON.stringify;
  return `version = 2
root = ${text(join(own.dir, 'containerd/root'))}
state = ${text(join(own.dir, 'containerd/state'))}

[grpc]
address = ${text(runtimeSocket(own))}

[${cri}]
sandbox_image = ${text(`${registry}/workaday/pause:1`)}
# Without CAP_SYS_RESOURCE (containers, small virtual machines) runc may not lower oom_score_adj and fails.
restrict_oom_score_adj = true
netns_mounts_under_state_dir = true
stream_server_address = ${text(own.loopback)}

[${cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
Root = ${text(join(own.dir, 'runc'))}

[${cri}.cni]
bin_dir = ${text(cniPlugins)}
conf_dir = ${text(join(own.dir, 'cni/net.d'))}

[${cri}.registry]
config_path = ${text(join(own.dir, 'containerd/registries'))}
`;
}

/** A pod network of one node: a bridge, addresses by host-local. hostPort would need shared iptables chains: left out. */
export function cniConfig(own: Allotment): string {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: own.podCidr, gateway: own.nodeAddress }]],
    dataDir: join(own.dir, 'cni/addresses'),
  };
  const bridge = { type: 'bridge', bridge: own.bridge, isDefaultGateway: true, hairpinMode: true, ipam };
  return JSON.stringify({ cniVersion: '1.0.0', name: own.name, plugins: [bridge] }, null, 2);
}

function writeRegistryHosts(own: Allotment, registry: string): void {
  for (const host of [registry, 'docker.io']) {
    const folder = join(own.dir, 'containerd/registries', host);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'hosts.toml'),
      `[host."http://${registry}"]\ncapabilities = ["pull", "resolve"]\n`,
    );
  }
}

/** The cluster's own containerd. */
export function containerd(own: Allotment, registry: string, cniPlugins: string): Part {
  mkdirSync(join(own.dir, 'cni/net.d'), { recursive: true });
  writeFileSync(join(own.dir, 'cni/net.d/10-pods.conflist'), cniConfig(own));
  writeRegistryHosts(own, registry);
  const config = join(own.dir, 'containerd/config.toml');
  writeFileSync(config, containerdConfig(own, registry, cniPlugins));
  return {
    name: 'containerd',
    command: 'containerd',
    args: ['--config', config],
    ready: () => acceptsConnections(runtimeSocket(own)),
  };
}
