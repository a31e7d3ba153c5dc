import { startTestbed, type TestbedDescription } from '@workaday/testbed';
import type { BuilderAddress } from '../build/builder.ts';
import type { Images } from './app.ts';
import { fieldsAt } from './cluster-object.ts';
import { openHome, type World } from './world.ts';

/** The cluster on which all takes place. */
export interface Ground {
  /** Path of the administrator's kubeconfig. */
  kubeconfig: string;
  /** `HOST:PORT` of the registry from which the cluster pulls. */
  registry: string;
  /** Where images are built, with the registry in place of Docker Hub. */
  builder: BuilderAddress;
  leave(): Promise<void>;
}

/** A testbed of its own, which ends with the bench. */
export async function ownGround(signal: AbortSignal): Promise<Ground> {
  const testbed = await startTestbed({ github: false, signal, write: console.log });
  const { cluster, registry, builder, docker }: TestbedDescription = testbed;
  return {
    kubeconfig: cluster.kubeconfig,
    registry: registry.host,
    builder: { builder, docker },
    leave: () => testbed.stop(),
  };
}

/** The testbed that the environment describes, as `npm run testbed -- env` prints it. */
export function runningGround(env: NodeJS.ProcessEnv): Ground {
  const { KUBECONFIG: kubeconfig, WORKADAY_REGISTRY: registry, WORKADAY_BUILDER: builder } = env;
  const { DOCKER_HOST: host, DOCKER_CONFIG: config } = env;
  if (!kubeconfig || !registry || !builder || !host || !config)
    throw new Error(
      '--running needs KUBECONFIG, WORKADAY_REGISTRY, WORKADAY_BUILDER, DOCKER_HOST and DOCKER_CONFIG: run `eval "$(npm run --silent testbed -- env)"` before',
    );
  return {
    kubeconfig,
    registry,
    builder: { builder, docker: { host, config } },
    leave: async () => undefined,
  };
}

/** The images by digest. */
export async function findImages(registry: string): Promise<Images> {
  const [server, node] = await Promise.all([
    byDigest(registry, 'workaday/static-http', '1'),
    byDigest(registry, 'library/node', '24-slim'),
  ]);
  return { server, node };
}

async function byDigest(registry: string, repository: string, tag: string): Promise<string> {
  const kinds = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`);
  const answer = await fetch(`http://${registry}/v2/${repository}/manifests/${tag}`, {
    ...{ method: 'HEAD', headers: { accept: kinds.join(', ') } },
  });
  const digest = answer.headers.get('docker-content-digest');
  if (digest === null) throw new Error(`${registry} has no ${repository}:${tag}: HTTP ${answer.status}`);
  return `${registry}/${repository}@${digest}`;
}

/** Lets the node pull both images, so that no contestant waits for that. */
export async function pullImages(world: World): Promise<void> {
  const { admin, place, view, remove } = await openHome(world, 'kubectl');
  try {
    const { server, node } = world.images;
    const spec = {
      restartPolicy: 'Never',
      containers: [{ name: 'node', image: node, command: ['node', '--version'] }],
      initContainers: [
        { name: 'server', image: server, restartPolicy: 'Always', env: [{ name: 'PORT', value: '8080' }] },
      ],
    };
    const path = `/api/v1/namespaces/${place.namespace}/pods`;
    await admin.request({ method: 'POST', path, body: { metadata: { name: 'pull' }, spec } });
    const ended = () => view.all('Pod').some((pod) => fieldsAt(pod, 'status')['phase'] === 'Succeeded');
    if (!(await view.until(ended, 300_000))) throw new Error('the node did not pull the images in 5 minutes');
  } finally {
    await remove();
  }
}
