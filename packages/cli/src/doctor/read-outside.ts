import { type Config, errorMessage, Failure, type Http, isLoopbackHost } from '@workaday/core';
import { nodeClock } from '@workaday/core/node';
import { connect, gateProblems, type Manifest, reviewCredential } from '@workaday/kubernetes';
import type { ClusterFacts, DoctorFacts } from './facts.ts';
import { known, notKnown } from './finding.ts';

/** Whether a registry answers as one; nobody logs in. */
export async function askRegistry(host: string, http: Http): Promise<DoctorFacts['registry']> {
  const url = `${isLoopbackHost(host) ? 'http' : 'https'}://${host}/v2/`;
  try {
    const { status } = await http(url, { method: 'GET', headers: {}, follow: false, limit: 100_000 });
    return { host, status: known(status) };
  } catch (error) {
    return {
      host,
      status: notKnown(
        `It gave no answer here: ${errorMessage(error)}.`,
        'Ask from a network that reaches it; the runner must reach it, too.',
      ),
    };
  }
}

/** Asks a cluster as a deploy does before it writes: the same questions, and nothing is written. */
export async function askCluster(
  kubeconfig: string,
  config: Config,
  environment: string,
  manifests: readonly Manifest[],
): Promise<ClusterFacts> {
  const place = config.environments[environment];
  const namespace = place?.namespace ?? config.app;
  const allow = place?.allow ?? [];
  try {
    const cluster = await connect(kubeconfig, { clock: nodeClock });
    try {
      const resources = await cluster.resources();
      const kinds = manifests.flatMap(({ object }) => resources.find(object.apiVersion, object.kind) ?? []);
      const { user } = await reviewCredential(cluster, namespace, [...new Set(kinds)], {
        identityKinds: allow.some((kind) => kind !== 'ServiceAccount'),
      });
      const problems = gateProblems(manifests, resources, { namespace, allow }).map(({ what }) => what);
      return known({ server: cluster.server, user, problems });
    } finally {
      cluster.close();
    }
  } catch (error) {
    if (error instanceof Failure) return known({ failure: error });
    throw error;
  }
}
