import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './process/run.ts';
import { type Progress, reportWhile } from './progress.ts';

/** Commands that the testbed runs, and the Debian package that has each. */
const packageOf: Record<string, string> = {
  containerd: 'containerd',
  runc: 'runc',
  dockerd: 'docker.io',
  'docker-registry': 'docker-registry',
  ip: 'iproute2',
  nft: 'nftables',
  openssl: 'openssl',
};
const cniFolders = ['/usr/lib/cni', '/opt/cni/bin'];

const searchPath = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const isInstalled = (command: string) => searchPath().some((folder) => existsSync(join(folder, command)));

/** The folder with the CNI plugins. */
export function cniFolder(): string {
  return cniFolders.find((folder) => existsSync(join(folder, 'bridge'))) ?? '/usr/lib/cni';
}

export function missingPackages(): string[] {
  const missing = Object.entries(packageOf).filter(([command]) => !isInstalled(command));
  const cni = existsSync(join(cniFolder(), 'bridge')) ? [] : ['containernetworking-plugins'];
  return [...missing.map(([, name]) => name), ...cni];
}

/** Keeps packages from starting their services while `work` runs (Debian policy, invoke-rc.d(8)). */
async function withoutServices(work: () => Promise<unknown>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy);
  }
}

/** Installs the Debian packages that are missing; throws when this machine cannot. */
export async function ensureDebianPackages(progress: Progress): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID(_LIKE)?=.*debian/m.test(system)) {
    throw new Error(
      `The testbed needs ${missing.join(', ')} (names of Debian's packages), and this machine is not a Debian to install them on. ` +
        'Install their equivalents by hand, or run the testbed on Debian or Ubuntu.',
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await reportWhile(progress, `installing Debian packages: ${missing.join(' ')}`, () =>
    withoutServices(async () => {
      await run('apt-get', ['update', '-qq'], { env });
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
    }),
  );
}
