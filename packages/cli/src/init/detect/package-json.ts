import { type Folder, firstOf, has } from '../folder.ts';
import { undecided } from './recipe.ts';

/** The parts of package.json that decide something. */
export interface PackageJson {
  engines: Readonly<Record<string, string>>;
  main: string | undefined;
  scripts: Readonly<Record<string, string>>;
  dependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
  packageManager: string | undefined;
  isWorkspace: boolean;
}

/** What is not of the kind that npm expects is passed over, as npm does. */
export function readPackageJson(folder: Folder): PackageJson {
  const fields = record(parsed(folder.texts.get('package.json') ?? '{}'));
  return {
    engines: texts(fields['engines']),
    main: text(fields['main']),
    scripts: texts(fields['scripts']),
    dependencies: texts(fields['dependencies']),
    devDependencies: texts(fields['devDependencies']),
    packageManager: text(fields['packageManager']),
    isWorkspace: fields['workspaces'] !== undefined || has(folder, 'pnpm-workspace.yaml'),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw undecided([{ what: `package.json is not JSON: ${(error as Error).message}`, next: 'Correct it.' }]);
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([name, one]) => {
      const found = text(one);
      return found === undefined ? [] : [[name, found]];
    }),
  );
}

/** Whether package.json speaks of something to run, not only of tools for the repository. */
export function isNodeApp(folder: Folder): boolean {
  if (!has(folder, 'package.json')) return false;
  const { scripts, main, isWorkspace } = readPackageJson(folder);
  return (
    scripts['start'] !== undefined ||
    main !== undefined ||
    isWorkspace ||
    firstOf(folder, usualEntries) !== undefined
  );
}

export const usualEntries = ['server', 'index', 'app', 'main'].flatMap((name) =>
  ['', 'src/'].flatMap((at) => ['.js', '.mjs', '.cjs', '.ts'].map((ending) => `${at}${name}${ending}`)),
);
