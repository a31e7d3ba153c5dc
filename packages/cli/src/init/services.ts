import type { Config, Problem } from '@workaday/core';
import { detect } from './detect/detect.ts';
import { dockerfileFacts, folderOf, ownDockerfiles } from './detect/dockerfiles.ts';
import { type Asked, type Recipe, undecided } from './detect/recipe.ts';
import { type Folder, has } from './folder.ts';
import type { Service } from './service.ts';

export interface FoundServices {
  services: Service[];
  /** How the image of the one service is made, where there is no Dockerfile. */
  recipe: Recipe | undefined;
  found: string;
}

/** The services of a repository: those of its configuration, else its Dockerfiles, else the app that its source is. */
export function findServices(
  folder: Folder,
  config: Config,
  configured: boolean,
  asked: Asked & { overwrite: readonly string[] },
): FoundServices {
  const own = ownDockerfiles(folder);
  const anew = asked.overwrite.includes('Dockerfile') || own.length === 0;
  if (!anew) refuseIdle(asked, own);
  if (configured && (config.services.length > 1 || !anew)) return ofConfig(folder, config, asked);
  if (anew) {
    const recipe = detect(folder, asked);
    const service = { name: config.app, context: '.', dockerfile: 'Dockerfile', run: recipe.run };
    return { services: [service], recipe, found: recipe.found };
  }
  const [only, ...others] = own;
  const names = own.map((path) => (others.length === 0 ? config.app : serviceName(path)));
  refuseNames(own, names);
  return {
    services: own.map((dockerfile, index) => ({
      name: names[index] ?? config.app,
      context: folderOf(dockerfile),
      dockerfile,
      run: dockerfileFacts(folder, dockerfile, asked),
    })),
    recipe: undefined,
    found:
      others.length === 0 ? `an app with a Dockerfile (${only})` : `several services: ${names.join(', ')}`,
  };
}

/** An option that would be passed over in silence. */
function refuseIdle({ kind, entry }: Asked, own: readonly string[]): void {
  const idle = [kind === undefined ? [] : '--kind', entry === undefined ? [] : '--entry'].flat();
  if (idle.length === 0) return;
  throw undecided([
    {
      what: `${idle.join(' and ')} would say how an image is made, and ${own.join(', ')} is taken as it is`,
      next: `Leave ${idle.join(' and ')} out, or let init replace the file with --overwrite Dockerfile.`,
    },
  ]);
}

function ofConfig(folder: Folder, config: Config, asked: Asked): FoundServices {
  const missing = config.services.filter(({ dockerfile }) => !has(folder, dockerfile));
  if (missing.length > 0)
    throw undecided(
      missing.map(({ name, dockerfile }) => ({
        what: `the service ${name} of workaday.yml has no ${dockerfile}`,
        next: `Write ${dockerfile}, or correct workaday.yml.`,
      })),
    );
  return {
    services: config.services.map(({ name, context, dockerfile }) => ({
      name,
      context,
      dockerfile,
      run: dockerfileFacts(folder, dockerfile, asked),
    })),
    recipe: undefined,
    found: `what workaday.yml says: ${config.services.map(({ name }) => name).join(', ')}`,
  };
}

function serviceName(path: string): string {
  return folderOf(path).split('/').at(-1) ?? '';
}

function refuseNames(paths: readonly string[], names: readonly string[]): void {
  const problems = names.flatMap((name, index): Problem[] => {
    const path = paths[index] ?? '';
    if (names.indexOf(name) !== index)
      return [
        {
          what: `two Dockerfiles would be the service ${name}, the second is ${path}`,
          next: 'Name the services in workaday.yml, and run init again.',
        },
      ];
    if (/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/.test(name)) return [];
    return [
      {
        what: `the folder of ${path} is no name for a service`,
        next: 'Use lower-case letters, digits and dashes, or name the service in workaday.yml.',
      },
    ];
  });
  if (problems.length > 0) throw undecided(problems);
}
