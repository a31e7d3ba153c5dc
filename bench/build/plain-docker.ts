import { type Command, type Ended, endedWell, runTimed } from '../measure/timed-process.ts';
import type { Contestant, DockerPlace } from './contestant.ts';
import { type Commit, services } from './example-app.ts';

/** The steps of a usual workflow, one service after the other, each with its layer cache in the registry. */
export function glue(place: DockerPlace): Contestant {
  return {
    name: 'the glue',
    ship: async (commit, repository) => {
      const ended = await runTimed(
        services.map((service) => {
          const cache = `type=registry,ref=${repository}/${service}:buildcache`;
          return build(place, commit, service, `${repository}/${service}`, [
            `--cache-from=${cache}`,
            `--cache-to=${cache},mode=max`,
          ]);
        }),
      );
      endedWell('the glue', ended);
      return { milliseconds: ended.milliseconds };
    },
  };
}

/** As little as can be done to have the images in the registry: all at once, no cache, no attestation. */
export function sideBySide(place: DockerPlace): Contestant {
  return {
    name: 'side by side, no cache',
    ship: async (commit, repository) => {
      const all = await Promise.all(
        services.map((service) =>
          runTimed([build(place, commit, service, `${repository}/${service}`, ['--provenance=false'])]),
        ),
      );
      for (const ended of all) endedWell('docker buildx build', ended);
      return { milliseconds: Math.max(...all.map((ended: Ended) => ended.milliseconds)) };
    },
  };
}

function build(
  { builder, env }: DockerPlace,
  { checkout, version }: Commit,
  service: string,
  image: string,
  more: readonly string[],
): Command {
  const what = [`--file=services/${service}/Dockerfile`, `--tag=${image}:${version}`, '--push'];
  return {
    program: 'docker',
    args: ['buildx', 'build', `--builder=${builder}`, '--progress=plain', ...what, ...more, '.'],
    cwd: checkout,
    env,
  };
}
