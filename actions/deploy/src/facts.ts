import {
  type Clock,
  type Exec,
  Failure,
  type Files,
  type FreezeConfig,
  freezeIn,
  type Log,
  loadConfig,
  type PrivateFolder,
  type RunContext,
  type StepState,
} from '@workaday/core';
import type { AppPlace, Cluster, ServiceImage } from '@workaday/kubernetes';
import { type Authority, type AuthorityPorts, readAuthority } from './authority.ts';
import type { Inputs } from './contract.ts';
import { readImages } from './images.ts';
import { digestsOf } from './known-bad.ts';
import type { Identity, Permit } from './plan.ts';

export interface Ports extends AuthorityPorts {
  context: RunContext;
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
  permit: Permit;
  images: ServiceImage[];
  identity: Identity;
  freeze: FreezeConfig;
  /** Whether it steps aside when newer merges wait. */
  coalesce: boolean;
  authority: Authority;
}

/** Reads the repository; nothing of the cluster is needed for it. */
export async function readOrder(inputs: Inputs, ports: Ports): Promise<Order> {
  const { context, files } = ports;
  const config = await loadConfig(files, { path: inputs.config, repository: context.repository });
  const environment = config.environments[inputs.environment];
  if (!environment && inputs.namespace === '')
    throw unknownEnvironment(inputs.environment, config.environments);
  const folder = inputs.manifests || environment?.manifests || config.manifests;
  if (!folder) throw noFolder();
  const images = readImages(inputs.images, config);
  const commit = inputs.commit || context.sha;
  const identity: Identity = {
    version: inputs.version || commit.slice(0, 12),
    commit,
    images: Object.fromEntries(images.map(({ service, reference }) => [service, reference])),
  };
  const authority = await readAuthority(inputs, ports, config);
  return {
    authority,
    place: {
      app: inputs.app || config.app,
      environment: inputs.environment,
      namespace: inputs.namespace || (environment?.namespace ?? ''),
    },
    folder: folder.replace(/\/+$/, ''),
    values: inputs.values.length > 0 ? inputs.values : (environment?.values ?? []),
    allow: inputs.allow.length > 0 ? inputs.allow : (environment?.allow ?? []),
    permit: {
      knownBad: authority.glass === '' ? inputs['allow-known-bad'] : digestsOf(identity.images),
      byTag: authority.start.by === 'person' && authority.start.tag !== undefined,
    },
    images,
    freeze: freezeIn(config, inputs.environment),
    coalesce: config.coalesce,
    identity,
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
