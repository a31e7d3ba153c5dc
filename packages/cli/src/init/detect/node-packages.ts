import { type Folder, has } from '../folder.ts';
import type { PackageJson } from './package-json.ts';

/** How the packages of a Node app get into its image. */
export interface PackageManager {
  /** What the installation reads. */
  files: readonly string[];
  /** Comes before the command, e.g. corepack; ends in a blank. */
  prepare: string;
  /** Without what only development needs; empty when there is nothing to install. */
  install: string;
  installAll: string;
  run: string;
  /** Takes away what only the build needed; empty when that is nothing. */
  prune: string;
  why: readonly string[];
  warnings: readonly string[];
}

const corepack = 'corepack enable && ';

export function packageManager(folder: Folder, manifest: PackageJson): PackageManager {
  const plain = { prepare: '', warnings: [] as string[] };
  if (has(folder, 'pnpm-lock.yaml'))
    return {
      ...plain,
      files: ['package.json', 'pnpm-lock.yaml'],
      prepare: corepack,
      install: 'pnpm install --frozen-lockfile --prod',
      installAll: 'pnpm install --frozen-lockfile',
      run: 'pnpm run',
      prune: 'pnpm prune --prod',
      why: ['pnpm through corepack, because there is a pnpm-lock.yaml; exactly what the lock says.'],
    };
  if (has(folder, 'yarn.lock'))
    return yarn(
      has(folder, '.yarnrc.yml') || /^yarn@[2-9]/.test(manifest.packageManager ?? ''),
      has(folder, '.yarnrc.yml'),
    );
  const lock = ['package-lock.json', 'npm-shrinkwrap.json'].find((file) => has(folder, file));
  if (lock !== undefined)
    return {
      ...plain,
      files: ['package.json', lock],
      install: 'npm ci --omit=dev',
      installAll: 'npm ci',
      run: 'npm run',
      prune: 'npm prune --omit=dev',
      why: [`\`npm ci\`, because there is a ${lock}; exactly what the lock says.`],
    };
  const needs = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  return {
    ...plain,
    files: ['package.json'],
    install: Object.keys(manifest.dependencies).length > 0 ? 'npm install --omit=dev' : '',
    installAll: needs ? 'npm install' : '',
    run: 'npm run',
    prune: needs ? 'npm prune --omit=dev' : '',
    why: [
      needs ? '`npm install`, for there is no lock file.' : 'Nothing is installed: the app has no packages.',
    ],
    warnings: needs
      ? ['There is no lock file, so that each build may get other packages: commit a package-lock.json.']
      : [],
  };
}

/** @param modern yarn 2 or newer, whose commands have other names */
function yarn(modern: boolean, settings: boolean): PackageManager {
  const frozen = modern ? 'yarn install --immutable' : 'yarn install --frozen-lockfile';
  const production = modern
    ? 'yarn workspaces focus --production'
    : 'yarn install --frozen-lockfile --production';
  return {
    files: ['package.json', 'yarn.lock', ...(settings ? ['.yarnrc.yml'] : [])],
    prepare: corepack,
    install: production,
    installAll: frozen,
    run: 'yarn run',
    prune: production,
    why: ['yarn through corepack, because there is a yarn.lock; exactly what the lock says.'],
    warnings: [],
  };
}
