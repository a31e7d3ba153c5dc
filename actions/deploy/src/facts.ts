import { type Clock, Failure, type Files, type Log, loadConfig, type RunContext } from '@workaday/core';
import {
  type AppPlace,
  type Cluster,
  loadManifests,
  reviewCredential,
  type ServiceImage,
} from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';
import { readImages } from './images.ts';
import type { Identity } from './plan.ts';
import { type Prepared, prepareManifests } from './prepare.ts';

export interface Ports {
  context: RunContext;
  files: Files;
  clock: Clock;
  log: Log;
  /** @param kubeconfig content or path */
  connect(kubeconfig: string): Promise<Cluster>;
}

/** What is asked for, by the inputs and the repository. */
export interface Order {
  place: AppPlace;
  folder: string;
  images: ServiceImage[];
  identity: Identity;
}

/** Reads the repository; nothing of the cluster is needed for it. */
export async function readOrder(inputs: Inputs, { context, files }: Ports): Promise<Order> {
  const config = await loadConfig(files, { path: inputs.config, repository: context.repository });
  const environment = config.environments[inputs.environment];
  if (!environment && inputs.namespace === '')
    throw unknownEnvironment(inputs.environment, config.environments);
  const folder = inputs.manifests || config.manifests;
  if (!folder) throw noFolder();
  const images = readImages(inputs.images, config);
  const commit = inputs.commit || context.sha;
  return {
    place: {
      app: inputs.app || config.app,
      environment: inputs.environment,
      namespace: inputs.namespace || (environment?.namespace ?? ''),
    },
    folder: folder.replace(/\/+$/, ''),
    images,
    identity: {
      version: inputs.version || commit.slice(0, 12),
      commit,
      images: Object.fromEntries(images.map(({ service, reference }) => [service, reference])),
    },
  };
}

/** Manifests ready to apply, gated, by a credential that may do all that it will need. */
export async function readManifests(cluster: Cluster, order: Order, files: Files): Promise<Prepared> {
  const written = await loadManifests(files, order.folder);
  const resources = await cluster.resources();
  const prepared = prepareManifests(written, order.images, resources, order.place);
  const kinds = prepared.manifests.flatMap(
    ({ object }) => resources.find(object.apiVersion, object.kind) ?? [],
  );
  await reviewCredential(cluster, order.place.namespace, kinds, { identityKinds: false });
  return prepared;
}

function unknownEnvironment(name: string, known: Readonly<Record<string, unknown>>): Failure {
  return new Failure({
    reason: 'bad-input',
    what: `input environment is ${JSON.stringify(name)}, but the environments are ${Object.keys(known).join(', ')}`,
    next: 'Add it under `environments:` in workaday.yml, or correct the input; nothing was touched.',
  });
}

function noFolder(): Failure {
  return new Failure({
    reason: 'no-manifests',
    what: 'the repository has no folder of manifests: none of k8s, kubernetes, manifests, deploy',
    next: 'Add one with the Deployment and the Service of the app, or name it as `manifests:` in workaday.yml.',
  });
}
