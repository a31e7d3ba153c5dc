import { maxSatisfying } from 'semver';
import { type Folder, sourcesOf } from '../folder.ts';
import { readHints } from '../hints.ts';
import { nodeCommand } from './node-command.ts';
import { type PackageManager, packageManager } from './node-packages.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';
import {
  type Asked,
  appUser,
  appUserWhy,
  chooseHealth,
  choosePort,
  execForm,
  lowPortWarning,
  type Recipe,
  stopWarning,
  undecided,
} from './recipe.ts';

/** Releases with long-term support, newest first; the first is taken where the app does not mind. */
const supported = ['24.99.99', '22.99.99', '20.99.99'];

/** A Node app: installed from its lock file, built when it has a build, started without npm in between. */
export function nodeRecipe(folder: Folder, asked: Asked): Recipe {
  const manifest = readPackageJson(folder);
  refuseWorkspaces(manifest);
  const version = nodeVersion(manifest);
  const command = nodeCommand(folder, manifest, asked.entry);
  const packages = packageManager(folder, manifest);
  const builds = manifest.scripts['build'] !== undefined;
  const hints = readHints(sourcesOf(folder, /\.[cm]?[jt]sx?$/));
  const chosen = choosePort(asked, hints);
  const text = builds
    ? builtImage(version.tag, packages, command)
    : plainImage(version.tag, packages, command);
  return {
    found: `a Node app, by its package.json`,
    dockerfile: text.replaceAll('PORT_NUMBER', String(chosen.port)),
    why: [
      version.why,
      ...packages.why,
      ...(builds
        ? ['Two stages, because package.json has a script `build`: what only the build needs stays behind.']
        : []),
      command.why,
      appUserWhy,
    ],
    ignore: ['README.md', 'node_modules', 'npm-debug.log*', '.env*'],
    run: {
      ...chosen,
      user: appUser,
      ...chooseHealth(asked, hints),
      memory: { request: '64Mi', limit: '256Mi' },
      warnings: [
        ...packages.warnings,
        ...lowPortWarning(chosen.port),
        ...stopWarning(
          hints,
          "`process.on('SIGTERM', () => server.close(() => process.exit(0)))`. Node as process 1 ignores it otherwise, and is killed after the grace period.",
        ),
      ],
    },
  };
}

function refuseWorkspaces(manifest: PackageJson): void {
  if (!manifest.isWorkspace) return;
  throw undecided([
    {
      what: 'package.json is that of a workspace of several packages, and which of them are services is not guessed',
      next: 'Write a Dockerfile for each service (services/NAME/Dockerfile), and run init again: it takes each Dockerfile for a service.',
    },
  ]);
}

/** The Node image that `engines.node` allows, the newest with long-term support. */
export function nodeVersion({ engines }: PackageJson): { tag: string; why: string } {
  const range = engines['node'];
  if (range === undefined)
    return {
      tag: '24-slim',
      why: 'node:24-slim: the long-term release; `engines.node` of package.json would decide.',
    };
  const major = maxSatisfying(supported, range)?.split('.')[0] ?? /\d+/.exec(range)?.[0] ?? '24';
  return { tag: `${major}-slim`, why: `node:${major}-slim, because \`engines.node\` says ${range}.` };
}

const environment = (extra: Readonly<Record<string, string>>) =>
  Object.entries({ NODE_ENV: 'production', ...extra })
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`.replace(/="(\w+)"$/, '=$1'))
    .join(' ');

type Command = ReturnType<typeof nodeCommand>;

function plainImage(tag: string, { files, install, prepare }: PackageManager, command: Command): string {
  const installed = install === '' ? '' : `COPY ${files.join(' ')} ./\nRUN ${prepare}${install}\n`;
  return `FROM node:${tag}
ENV ${environment(command.env)}
WORKDIR /app
${installed}COPY . .
USER ${appUser}
EXPOSE PORT_NUMBER
CMD ${execForm(command.argv)}
`;
}

function builtImage(tag: string, packages: PackageManager, command: Command): string {
  const { files, prepare, installAll, run, prune } = packages;
  const installed = installAll === '' ? '' : `COPY ${files.join(' ')} ./\nRUN ${prepare}${installAll}\n`;
  return `FROM node:${tag} AS build
WORKDIR /app
${installed}COPY . .
RUN ${run} build${prune === '' ? '' : ` && ${prune}`}

FROM node:${tag}
ENV ${environment(command.env)}
WORKDIR /app
COPY --from=build /app ./
USER ${appUser}
EXPOSE PORT_NUMBER
CMD ${execForm(command.argv)}
`;
}
