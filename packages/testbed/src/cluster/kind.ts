import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from '../allotment.ts';
import { run } from '../process/run.ts';
import type { TestbedDescription } from '../testbed-description.ts';
import { serverOf } from './kubeconfig.ts';

/** The node image that kind is asked for; its version is the one that is built elsewhere. */
export const kindImage = 'kindest/node:v1.36.1';

/** The command lines of this provider, as values: [command, ...arguments]. */
export const kindCommands = {
  version: () => ['kind', 'version'],
  daemon: () => ['docker', 'info', '--format', '{{.ServerVersion}}'],
  pull: () => ['docker', 'pull', '--quiet', kindImage],
  create: (name: string, kubeconfig: string) => [
    ...['kind', 'create', 'cluster', '--name', name, '--image', kindImage],
    ...['--kubeconfig', kubeconfig, '--wait', '120s'],
  ],
  address: (name: string) => [
    ...['docker', 'inspect', '--format'],
    ...['{{(index .NetworkSettings.Networks "kind").IPAddress}}', `${name}-control-plane`],
  ],
  gateway: () => ['docker', 'network', 'inspect', 'kind', '--format', '{{(index .IPAM.Config 0).Gateway}}'],
  /** In the node, the registry's address leads to the host, through the docker network's gateway. */
  redirect: (name: string, registry: string, gateway: string) => [
    ...['docker', 'exec', `${name}-control-plane`, 'sh', '-c'],
    'mkdir -p "/etc/containerd/certs.d/$1" && printf \'[host."http://%s"]\\n\' "$2" > "/etc/containerd/certs.d/$1/hosts.toml"',
    ...['redirect', registry, `${gateway}:${registry.split(':')[1]}`],
  ],
  remove: (name: string) => ['kind', 'delete', 'cluster', '--name', name],
} satisfies Record<string, (...args: string[]) => string[]>;

const call = ([command = '', ...args]: string[]) => run(command, args);

/** Whether kind is here and its docker runs and has, or can pull, the node image. */
export async function kindIsUsable(): Promise<boolean> {
  try {
    for (const command of [kindCommands.version(), kindCommands.daemon(), kindCommands.pull()])
      await call(command);
    return true;
  } catch {
    // Each of these fails on a machine without kind, without a daemon or without a way to Docker Hub: then it is not used.
    return false;
  }
}

const folderOf = (own: Allotment) => join(own.dir, 'kind');

/** A cluster in a container; its node pulls from the testbed's registry, which listens on all addresses for it. */
export async function startKind(own: Allotment, registry: string): Promise<TestbedDescription['cluster']> {
  mkdirSync(folderOf(own));
  const kubeconfig = join(folderOf(own), 'kubeconfig');
  await call(kindCommands.create(own.name, kubeconfig));
  const gateway = (await call(kindCommands.gateway())).trim();
  await call(kindCommands.redirect(own.name, registry, gateway));
  const nodeAddress = (await call(kindCommands.address(own.name))).trim();
  return { kubeconfig, server: serverOf(kubeconfig), provider: 'kind', nodeAddress };
}

/** Removes the testbed's kind cluster, if it made one. */
export async function removeKindCluster(own: Allotment): Promise<void> {
  if (existsSync(folderOf(own))) await call(kindCommands.remove(own.name));
}
