import type { Folder } from '../src/init/folder.ts';
import { type InitOptions, type Plan, planInit } from '../src/init/plan.ts';
import type { GitFacts } from '../src/origin.ts';

/** A folder of these files. */
export function folderOf(files: Readonly<Record<string, string>>): Folder {
  return { paths: Object.keys(files).sort(), texts: new Map(Object.entries(files)) };
}

export const atGitHub: GitFacts = {
  isTop: true,
  origin: { host: 'github.com', owner: 'acme', name: 'shop' },
  defaultBranch: undefined,
};

export function planOf(
  files: Readonly<Record<string, string>>,
  options: Partial<InitOptions> = {},
  git: GitFacts | 'none' = atGitHub,
): Plan {
  return planInit(
    { folder: folderOf(files), folderName: 'shop', git: git === 'none' ? undefined : git },
    { overwrite: [], ...options },
  );
}

export function contentOf(plan: Plan, path: string): string {
  return plan.files.find((file) => file.path === path)?.content ?? '';
}
