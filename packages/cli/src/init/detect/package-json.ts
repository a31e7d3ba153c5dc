import { type Folder, firstOf, has } from '../folder.ts';
import { undecided } from './recipe.ts';

/** The parts of package.json that decide something. */
export interface PackageJson {
  engines?: { node?: string };
  main?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  workspaces?: unknown;
  packageManager?: string;
}

export function readPackageJson(folder: Folder): PackageJson {
  try {
    return JSON.parse(folder.texts.get('package.json') ?? '{}');
  } catch (error) {
    throw undecided([{ what: `package.json is not JSON: ${(error as Error).message}`, next: 'Correct it.' }]);
  }
}

/** Whether package.json speaks of something to run, not only of tools for the repository. */
export function isNodeApp(folder: Folder): boolean {
  if (!has(folder, 'package.json')) return false;
  const { scripts, main, workspaces } = readPackageJson(folder);
  return (
    scripts?.['start'] !== undefined ||
    main !== undefined ||
    workspaces !== undefined ||
    firstOf(folder, usualEntries) !== undefined
  );
}

export const usualEntries = ['server', 'index', 'app', 'main'].flatMap((name) =>
  ['', 'src/'].flatMap((at) => ['.js', '.mjs', '.cjs', '.ts'].map((ending) => `${at}${name}${ending}`)),
);
