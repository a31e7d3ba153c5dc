import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Allotment } from './allotment.ts';
import type { Part } from './process/part.ts';
import { answersHttp } from './process/ready.ts';

const socket = (own: Allotment) => join(own.dir, 'docker.sock');

/** What a docker client needs to use the testbed's daemon and configuration instead of the user's. */
export function dockerEnv(own: Allotment): { DOCKER_HOST: string; DOCKER_CONFIG: string } {
  return { DOCKER_HOST: `unix://${socket(own)}`, DOCKER_CONFIG: join(own.dir, 'docker/client') };
}

/** A configuration folder for docker clients, with buildx as its plugin. */
export function writeDockerConfig(own: Allotment, buildx: string): void {
  const folder = dockerEnv(own).DOCKER_CONFIG;
  mkdirSync(join(folder, 'cli-plugins'), { recursive: true });
  writeFileSync(join(folder, 'config.json'), '{}\n');
  symlinkSync(buildx, join(folder, 'cli-plugins/docker-buildx'));
}

/** A docker daemon as on hosted runners; the registry stands in for Docker Hub, and no firewall rule is touched. */
export function dockerd(own: Allotment, registry: string): Part {
  const folder = join(own.dir, 'docker');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'daemon.json');
  writeFileSync(config, '{}\n');
  return {
    name: 'dockerd',
    command: 'dockerd',
    args: [
      `--config-file=${config}`,
      `--host=unix://${socket(own)}`,
      `--data-root=${join(folder, 'data')}`,
      `--exec-root=${join(folder, 'exec')}`,
      `--pidfile=${join(folder, 'pid')}`,
      `--bridge=${own.dockerBridge}`,
      `--cgroup-parent=${own.cgroup}/docker`,
      `--registry-mirror=http://${registry}`,
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
      '--userland-proxy=false',
    ],
    ready: () => answersHttp({ socketPath: socket(own), path: '/_ping' }),
  };
}
