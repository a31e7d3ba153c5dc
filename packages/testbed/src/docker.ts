import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
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

/** Where a docker daemon keeps its files and listens, which addresses its containers get, and its feature switches. */
export type DaemonRoom = {
  folder: string;
  socket: string;
  cidr: string;
  features: Record<string, boolean>;
};

/** What each docker daemon is told: the registry stands in for Docker Hub, and no firewall rule is touched. */
export function daemonArguments(own: Allotment, room: DaemonRoom, registry: string): string[] {
  const { folder } = room;
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'daemon.json');
  writeFileSync(config, `${JSON.stringify({ features: room.features })}\n`);
  return [
    `--config-file=${config}`,
    `--host=unix://${room.socket}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'pid')}`,
    `--bridge=${own.dockerBridge}`,
    `--fixed-cidr=${room.cidr}`,
    `--cgroup-parent=${own.cgroup}/docker`,
    `--registry-mirror=http://${registry}`,
    '--iptables=false',
    '--ip6tables=false',
    '--ip-forward=false',
    '--userland-proxy=false',
  ];
}

/** Debian's docker daemon, 20.10: images are in docker's own store, the classic one. */
export function dockerd(own: Allotment, registry: string): Part {
  const room = { folder: join(own.dir, 'docker'), socket: socket(own), cidr: own.dockerCidr, features: {} };
  return {
    name: 'dockerd',
    command: 'dockerd',
    args: daemonArguments(own, room, registry),
    ready: () => answersHttp({ socketPath: socket(own), path: '/_ping' }),
  };
}

/**
 * Pulls an image from the registry into dockerd. A layer that dockerd knows to be there is not compressed and sent again
 * when an image built on it is pushed, which saves every first build of a repository many seconds.
 */
export function pullIntoDocker(own: Allotment, image: string): Promise<void> {
  const path = `/images/create?fromImage=${encodeURIComponent(image)}`;
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: socket(own), path, method: 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      // Errors after the first byte come as a line of the body, with status 200.
      response.on('end', () => {
        if (response.statusCode === 200 && !text.includes('"errorDetail"')) return resolve();
        reject(new Error(`dockerd could not pull ${image}: ${text.trimEnd().split('\n').at(-1)}`));
      });
      response.on('error', reject);
    });
    call.on('error', reject).end();
  });
}
