import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { repositoryRoot } from '../../packages/tooling/src/repository.ts';
import type { DockerPlace } from './contestant.ts';

/** A builder of buildx, and the docker client's settings that know it. */
export interface BuilderAddress {
  builder: string;
  docker: { host: string; config: string };
}

/** The testbed's BuildKit behind buildx, which nobody else uses. */
export class Builder {
  readonly place: DockerPlace;

  /** @param path of PATH for whoever calls docker */
  constructor({ builder, docker }: BuilderAddress, path: string, home: string) {
    const env = { PATH: path, HOME: home, DOCKER_HOST: docker.host, DOCKER_CONFIG: docker.config };
    this.place = { builder, env };
  }

  /** Makes it as empty as one that was just started. */
  async prune(): Promise<void> {
    await this.#buildx('prune', '--all', '--force');
    const left = await this.#buildx('du', '--format=json');
    if (left.trim() !== '') throw new Error(`the builder was pruned and still has ${left.slice(0, 500)}`);
  }

  #buildx(command: string, ...args: string[]): Promise<string> {
    const { builder, env } = this.place;
    return run('docker', ['buildx', command, `--builder=${builder}`, ...args], { env });
  }
}

/** What the testbed builds buildx and BuildKit from; the programs themselves do not know. */
export function builderVersions(): string {
  const modules = readFileSync(join(repositoryRoot, 'packages/testbed/go/containers/go.mod'), 'utf8');
  const version = (module: string) => new RegExp(`${module} (v\\S+)`).exec(modules)?.[1] ?? 'unknown';
  return `buildx ${version('docker/buildx')}, BuildKit ${version('moby/buildkit')}`;
}
