import { type Config, parseConfig, resolveConfig } from '@workaday/core';
import type { GitFacts } from '../origin.ts';
import { configText } from './config-file.ts';
import type { Asked, Recipe } from './detect/recipe.ts';
import { dockerignoreText, dockerignoreWhy } from './dockerignore.ts';
import { type Folder, has } from './folder.ts';
import { deploymentText, deploymentWhy, serviceText, serviceWhy } from './manifests.ts';
import type { Service } from './service.ts';
import { findServices } from './services.ts';
import { lockText, rollbackText, shipText } from './workflow-forms.ts';

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
export interface PlannedFile {
  path: string;
  /** What init would write; undefined for what it takes as it is. */
  content: string | undefined;
  /** A sentence for each choice in it. */
  why: readonly string[];
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

type Draft = Omit<PlannedFile, 'state'>;

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

function workflows(org: string, branch: string, single: boolean): Draft[] {
  const folder = '.github/workflows';
  return [
    {
      path: `${folder}/ship.yml`,
      content: shipText(org, branch, single),
      why: [
        `Every push to ${branch} ships, through the workflow that ${org} mirrors; the permissions are those that it needs, and the secret goes by its name.`,
      ],
    },
    {
      path: `${folder}/rollback.yml`,
      content: rollbackText(org),
      why: ['A form that goes back to a verified release, without a build.'],
    },
    {
      path: `${folder}/lock.yml`,
      content: lockText(org),
      why: ['A form that stops deploys, and lets them go on.'],
    },
  ];
}

/** @param said the app's name, where nothing else says it */
function configFile(
  existing: string | undefined,
  org: string,
  said: string | undefined,
  app: string,
  services: readonly Service[],
): Draft {
  const path = 'workaday.yml';
  if (existing !== undefined)
    return { path, content: undefined, why: ['Taken as it is: it says what the services are.'] };
  const checks = services.length === 1 ? (services[0]?.run.checks ?? []) : [];
  const several = isDefault(services, app) ? undefined : services;
  return {
    path,
    content: configText({ org, app: said, services: several, checks }),
    why: [
      ...(said === undefined ? [] : [`The app is called ${said}: nothing else says so.`]),
      ...(several === undefined ? [] : ['Each Dockerfile is a service, named by its folder.']),
      checks.length > 0
        ? `The smoke test asks ${checks.join(' and ')}, which the source answers.`
        : 'The default check fits: `GET /` must answer 200.',
    ],
  };
}

function imageFiles(services: readonly Service[], recipe: Recipe | undefined): Draft[] {
  const [only] = services;
  if (recipe === undefined || only === undefined)
    return services.map(({ dockerfile, run }) => ({
      path: dockerfile,
      content: undefined,
      why: [`Taken as it is; ${run.portWhy}.`],
    }));
  return [
    {
      path: only.dockerfile,
      content: recipe.dockerfile,
      why: [...recipe.why, `${recipe.run.portWhy[0]?.toUpperCase()}${recipe.run.portWhy.slice(1)}.`],
    },
    { path: '.dockerignore', content: dockerignoreText(recipe.ignore), why: [dockerignoreWhy] },
  ];
}

/** Manifests for a folder that has none; somebody's own are left alone, whatever their names. */
function manifestFiles(
  folder: Folder,
  config: Config,
  services: readonly Service[],
  overwrite: readonly string[],
): Draft[] {
  const named =
    config.manifests === undefined ? ['k8s', 'kubernetes', 'manifests', 'deploy'] : [config.manifests];
  const own = named.find((name) =>
    folder.paths.some((path) => path.startsWith(`${name}/`) && /\.ya?ml$/.test(path)),
  );
  const at = own ?? config.manifests ?? 'k8s';
  const all = services.flatMap((service) => manifestsOf(service, at, services.length === 1));
  if (own === undefined) return all;
  const kept = { path: `${own}/`, content: undefined, why: ['The manifests are taken as they are.'] };
  return [kept, ...all.filter(({ path }) => overwrite.includes(path))];
}

function manifestsOf(service: Service, folder: string, single: boolean): Draft[] {
  const deployment = deploymentText(service);
  if (!single)
    return [
      {
        path: `${folder}/${service.name}.yaml`,
        content: `${deployment}---\n${serviceText(service)}`,
        why: [...deploymentWhy, ...serviceWhy],
      },
    ];
  return [
    { path: `${folder}/deployment.yaml`, content: deployment, why: deploymentWhy },
    { path: `${folder}/service.yaml`, content: serviceText(service), why: serviceWhy },
  ];
}

function stateOf(folder: Folder, { path, content }: Draft): PlannedFile['state'] {
  if (content === undefined) return 'kept';
  if (!has(folder, path)) return 'missing';
  return folder.texts.get(path) === content ? 'same' : 'differs';
}

function isDefault(services: readonly Service[], app: string): boolean {
  const [only, ...others] = services;
  return others.length === 0 && only?.name === app && only.context === '.';
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
