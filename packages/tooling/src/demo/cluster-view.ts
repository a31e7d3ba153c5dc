import { get } from 'node:http';
import { run } from '@workaday/testbed';

interface KubernetesObject {
  metadata: { name: string; ownerReferences?: { kind: string }[] };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
  status?: Record<string, unknown>;
}

/** What a person would look at with kubectl. */
export interface ClusterView {
  /** `host:port` by which the app's Service is reached from outside the cluster. */
  address(): Promise<string>;
  nodeAddress(): Promise<string>;
  namespaceExists(): Promise<boolean>;
  removeNamespace(): Promise<void>;
  /** Digests that the app's pods run, each once. */
  runningDigests(): Promise<string[]>;
  /** Pod templates and the configuration they mount: equal before and after means everything came back. */
  intent(): Promise<string>;
}

export function viewCluster(kubectl: string, kubeconfig: string, namespace: string): ClusterView {
  const list = async (...args: string[]): Promise<KubernetesObject[]> => {
    const out = await run(kubectl, ['--kubeconfig', kubeconfig, ...args, '--output', 'json']);
    return (JSON.parse(out) as { items: KubernetesObject[] }).items;
  };
  const inNamespace = (kinds: string) => list('get', kinds, '--namespace', namespace);
  const nodeAddress = async () => {
    const [node] = await list('get', 'nodes');
    const addresses = (node?.status?.['addresses'] ?? []) as { type: string; address: string }[];
    const internal = addresses.find((address) => address.type === 'InternalIP');
    if (internal === undefined) throw new Error('the cluster has no node with an InternalIP');
    return internal.address;
  };
  return {
    nodeAddress,
    namespaceExists: async () =>
      (await list('get', 'namespaces')).some(({ metadata }) => metadata.name === namespace),
    removeNamespace: async () => {
      await run(kubectl, [
        '--kubeconfig',
        kubeconfig,
        'delete',
        'namespace',
        namespace,
        '--ignore-not-found',
      ]);
    },
    address: async () => serviceAddress(await inNamespace('services'), await nodeAddress()),
    runningDigests: async () => digestsOf(await inNamespace('pods')),
    intent: async () => intentOf(await inNamespace('deployments,statefulsets,daemonsets,configmaps')),
  };
}

interface ServicePort {
  port: number;
  nodePort?: number;
}

function serviceAddress(services: readonly KubernetesObject[], node: string): string {
  const [service] = services;
  const [port] = (service?.spec?.['ports'] ?? []) as ServicePort[];
  if (service === undefined || port === undefined)
    throw new Error('the app has no Service, so nothing can be asked from outside');
  return port.nodePort === undefined
    ? `${String(service.spec?.['clusterIP'])}:${port.port}`
    : `${node}:${port.nodePort}`;
}

function digestsOf(pods: readonly KubernetesObject[]): string[] {
  const statuses = pods.flatMap((pod) => (pod.status?.['containerStatuses'] ?? []) as { imageID: string }[]);
  const digests = statuses.map((status) => status.imageID.replace(/^.*@/, ''));
  return [...new Set(digests.filter((digest) => digest !== ''))].sort();
}

function intentOf(objects: readonly KubernetesObject[]): string {
  const templates = objects.filter((object) => object.spec?.['template'] !== undefined);
  const text = JSON.stringify(
    templates.map((object) => [object.metadata.name, object.spec?.['template']]).sort(),
  );
  const mounted = objects
    .filter((object) => object.data !== undefined && text.includes(`"${object.metadata.name}"`))
    .map((object) => [object.metadata.name, object.data])
    .sort();
  return JSON.stringify([JSON.parse(text), mounted]);
}

/** What a user gets now: status and the first line of the page. */
export function liveAnswer(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: 5000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: (body.split('\n')[0] ?? '').slice(0, 100) }),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} gave no answer in 5 s`)));
    request.on('error', reject);
  });
}
