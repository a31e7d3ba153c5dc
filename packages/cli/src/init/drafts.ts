import type { Config } from '@workaday/core';
import { configText } from './config-file.ts';
import type { Recipe } from './detect/recipe.ts';
import { dockerignoreText, dockerignoreWhy } from './dockerignore.ts';
import type { Folder } from './folder.ts';
import { deploymentText, deploymentWhy, serviceText, serviceWhy } from './manifests.ts';
import type { Service } from './service.ts';
import { lockText, rollbackText, shipText } from './workflow-forms.ts';

/** A file as init would have it. */
export interface Draft {
  path: string;
  /** What init would write; undefined for what it takes as it is. */
  content: string | undefined;
  /** A sentence for each choice in it. */
  why: readonly string[];
}

export function workflows(org: string, branch: string, single: boolean): Draft[] {
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
export function configFile(
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

export function imageFiles(services: readonly Service[], recipe: Recipe | undefined): Draft[] {
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
export function manifestFiles(
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

function isDefault(services: readonly Service[], app: string): boolean {
  const [only, ...others] = services;
  return others.length === 0 && only?.name === app && only.context === '.';
}
