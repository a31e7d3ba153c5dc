import { type Config, parseConfig, resolveConfig } from '@workaday/core';
import type { GitFacts } from '../origin.ts';
import type { Asked } from './detect/recipe.ts';
import { configFile, type Draft, imageFiles, manifestFiles, workflows } from './drafts.ts';
import { type Folder, has } from './folder.ts';
import { findServices } from './services.ts';

export interface InitFacts {
  folder: Folder;
  /** Last part of the folder's path. */
  folderName: string;
  git: GitFacts | undefined;
}

export interface InitOptions extends Asked {
  app?: string | undefined;
  /** The organisation that mirrors workaday. */
  org?: string | undefined;
  /** Existing files that may be replaced. */
  overwrite: readonly string[];
}

/** A file of the plan. */
export interface PlannedFile extends Draft {
  state: 'missing' | 'same' | 'differs' | 'kept';
}

export interface Plan {
  app: string;
  /** What the app was taken for. */
  found: string;
  files: readonly PlannedFile[];
  /** What a person should look at. */
  warnings: readonly string[];
  /** What remains to be done, in order. */
  next: readonly string[];
}

/** Decides every file and says why; nothing is read or written here. @throws Failure `undecided`, `bad-config` */
export function planInit(facts: InitFacts, options: InitOptions): Plan {
  const { folder, git } = facts;
  const org = options.org ?? git?.origin?.owner ?? 'your-org';
  const known = git?.isTop === true ? git.origin : undefined;
  const text = folder.texts.get('workaday.yml');
  const raw = text === undefined ? {} : parseConfig(text, 'workaday.yml');
  const resolve = (app: string | undefined): Config =>
    resolveConfig(app === undefined ? raw : { ...raw, app }, {
      repository: known === undefined ? `your-org/${facts.folderName}` : `${known.owner}/${known.name}`,
      manifestFolders: [],
    });
  const config = resolve(raw.app ?? options.app);
  const saysApp = known === undefined || config.app !== resolve(undefined).app;
  const { services, recipe, found } = findServices(folder, config, text !== undefined, options);
  const branch = safeBranch(git?.defaultBranch);
  const drafts: Draft[] = [
    ...workflows(org, branch, services.length === 1),
    configFile(text, org, saysApp ? config.app : undefined, config.app, services),
    ...imageFiles(services, recipe),
    ...manifestFiles(folder, config, services, options.overwrite),
  ];
  return {
    app: config.app,
    found,
    files: drafts.map((draft) => ({ ...draft, state: stateOf(folder, draft) })),
    warnings: services.flatMap(({ run }) => run.warnings),
    next: nextSteps(org, config.app),
  };
}

function stateOf(folder: Folder, { path, content }: Draft): PlannedFile['state'] {
  if (content === undefined) return 'kept';
  if (!has(folder, path)) return 'missing';
  return folder.texts.get(path) === content ? 'same' : 'differs';
}

/** A name that YAML reads as plain text; anything else is rarely meant. */
function safeBranch(branch: string | undefined): string {
  return branch !== undefined && /^[A-Za-z][\w./-]*$/.test(branch) ? branch : 'main';
}

function nextSteps(org: string, app: string): string[] {
  return [
    `Mirror workaday as ${org}/workaday, if it is not there yet.`,
    `Lay the foundation of ${app} once: its namespace, Role and credential (examples/foundation of workaday), the credential as the secret KUBECONFIG of the GitHub environment \`production\`.`,
    'Commit, push to the default branch, and watch the run.',
    '`npx @workaday/cli doctor` says what is still missing.',
  ];
}
