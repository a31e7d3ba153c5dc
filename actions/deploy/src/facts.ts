import {
  type Clock,
  type Exec,
  Failure,
  type Files,
  type FreezeConfig,
  type Log,
  loadConfig,
  type PrivateFolder,
  type RunContext,
  type StepState,
} from '@workaday/core';
import type { AppPlace, Cluster, ServiceImage } from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';
import { readImages } from './images.ts';
import type { Identity } from './plan.ts';

export interface Ports {
  context: RunContext;
  /** JSON of the event that started the run; undefined when there is none. */
  event: string | undefined;
  files: Files;
  exec: Exec;
  privateFolder(): Promise<PrivateFolder>;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Log;
  state: StepState;
  /** Aborted when the run is cancelled. */
  cancelled: AbortSignal;
  connect(): Promise<Cluster>;
}

/** What is asked for, by the inputs and the repository. */
export interface Order {
  place: AppPlace;
  folder: string;
  /** Values files of a chart. */
  values: readonly string[];
  /** Kinds that grant rights and may be deployed all the same. */
  allow: readonly string[];
  /** Digests that may be deployed although they were rolled back. */
  allowKnownBad: readonly string[];
  images: ServiceImage[];
  identity: Identity;
  freeze: FreezeConfig;
}

/** Reads the repository; nothing of the cluster is needed for it. */
export async function readOrder(inputs: Inputs, { context, files }: Ports): Promise<Order> {
  const config = await loadConfig(files, { path: inputs.config, repository: context.repository });
  const environment = config.environments[inputs.environment];
  if (!environment && inputs.namespace === '')
    throw unknownEnvironment(inputs.environment, config.environments);
  const folder = inputs.manifests || environment?.manifests || config.manifests;
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
    values: inputs.values.length > 0 ? inputs.values : (environment?.values ?? []),
    allow: inputs.allow.length > 0 ? inputs.allow : (environment?.allow ?? []),
    allowKnownBad: inputs['allow-known-bad'],
    images,
    freeze: config.freeze,
    identity: {
      version: inputs.version || commit.slice(0, 12),
      commit,
      images: Object.fromEntries(images.map(({ service, reference }) => [service, reference])),
    },
  };
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
