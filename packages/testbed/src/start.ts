import { join } from 'node:path';
import type { Allotment } from './allotment.ts';
import { buildkitd, createRemoteBuilder } from './buildkit.ts';
import { startBuilt } from './cluster/built.ts';
import { useGiven } from './cluster/given.ts';
import { startKind } from './cluster/kind.ts';
import type { ProviderName } from './cluster/provider.ts';
import { storeHost } from './containerd-store.ts';
import { dockerd, dockerEnv, pullIntoDocker, writeDockerConfig } from './docker.ts';
import { githubAddresses, githubStandin } from './github-standin.ts';
import { pushBaseImages } from './images/base-images.ts';
import { type PartHost, startPart } from './process/part.ts';
import { freePort } from './process/ready.ts';
import { registry } from './registry.ts';
import type { Supplies } from './supplies.ts';
import type { TestbedDescription } from './testbed-description.ts';

type Cluster = TestbedDescription['cluster'];

function startCluster(
  provider: ProviderName,
  own: Allotment,
  host: PartHost,
  registryHost: string,
  images: Promise<void>,
  bin: string,
): Promise<Cluster> {
  if (provider === 'given') return useGiven(process.env.WORKADAY_KUBECONFIG ?? '', join(bin, 'kubectl'));
  if (provider === 'kind') return startKind(own, registryHost);
  return startBuilt(own, host, registryHost, images);
}

async function startBuilders(
  own: Allotment,
  host: PartHost,
  supplies: Supplies,
  registryHost: string,
  images: Promise<void>,
) {
  writeDockerConfig(own, supplies.buildx);
  await Promise.all([
    Promise.all([startPart(host, dockerd(own, registryHost)), images]).then(() =>
      pullIntoDocker(own, `${registryHost}/library/node:24-slim`),
    ),
    startPart(host, buildkitd(own, supplies.buildkitd, registryHost)),
  ]);
  await createRemoteBuilder(own, supplies.buildx, dockerEnv(own));
}

async function startGithub(own: Allotment, host: PartHost, supplies: Supplies, registryHost: string) {
  const env = { ...dockerEnv(own), WORKADAY_REGISTRY: registryHost, WORKADAY_BUILDER: own.name };
  await startPart(host, githubStandin(own, { act: supplies.act, path: [], env }));
  return githubAddresses(own);
}

function environment(
  own: Allotment,
  cluster: Cluster,
  registryHost: string,
  github: TestbedDescription['github'],
) {
  const addresses = github && {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    WORKADAY_ADMIN_URL: github.adminUrl,
  };
  return {
    KUBECONFIG: cluster.kubeconfig,
    ...dockerEnv(own),
    WORKADAY_REGISTRY: registryHost,
    WORKADAY_BUILDER: own.name,
    WORKADAY_CONTAINERD_DOCKER: storeHost(own),
    ...(cluster.nodeAddress ? { WORKADAY_NODE_ADDRESS: cluster.nodeAddress } : {}),
    ...(cluster.authentication ? { WORKADAY_AUTHENTICATION: cluster.authentication } : {}),
    ...addresses,
  };
}

/** Starts every part, in parallel where one does not need another, and says how to reach them. */
export async function startParts(
  own: Allotment,
  host: PartHost,
  provider: ProviderName,
  supplies: Supplies,
  withGithub: boolean,
): Promise<TestbedDescription> {
  const port = await freePort();
  const registryHost = `127.0.0.1:${port}`;
  const listen = provider === 'kind' ? `:${port}` : registryHost;
  const images = startPart(host, registry(own, registryHost, listen)).then(() =>
    pushBaseImages(supplies.images, registryHost),
  );
  const [cluster, github] = await Promise.all([
    startCluster(provider, own, host, registryHost, images, supplies.bin),
    withGithub ? startGithub(own, host, supplies, registryHost) : null,
    startBuilders(own, host, supplies, registryHost, images),
    images,
  ]);
  const docker = dockerEnv(own);
  return {
    name: own.name,
    dir: own.dir,
    logs: own.logs,
    bin: supplies.bin,
    cluster,
    registry: { host: registryHost },
    docker: { host: docker.DOCKER_HOST, containerd: { host: storeHost(own) }, config: docker.DOCKER_CONFIG },
    builder: own.name,
    github,
    env: environment(own, cluster, registryHost, github),
  };
}
