import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, objectPath } from '../transport/discovery.ts';
import { type Trouble, timeOf } from './facts.ts';

/** The last lines of the log of the container at fault; empty when it never wrote any. */
export async function guiltyLog(
  cluster: Cluster,
  namespace: string,
  { pod, container, previous }: Trouble,
): Promise<string[]> {
  if (pod === undefined) return [];
  const path = `${objectPath(builtIn.Pod, namespace, pod)}/log`;
  for (const earlier of previous ? [true, false] : [false, true]) {
    const query = { tailLines: 20, container, ...(earlier ? { previous: true } : {}) };
    const text = await cluster.request<unknown>({ method: 'GET', path, query }).catch((error: unknown) => {
      // No log: the container never started, its earlier run is collected, or the pod is gone.
      if (isApiError(error, 400, 404, 500)) return '';
      throw error;
    });
    const lines = String(text)
      .split('\n')
      .filter((line) => line !== '');
    if (lines.length > 0) return lines;
  }
  return [];
}

/** What the cluster said of an object or pod, newest last, each text once. */
export function eventLines(events: readonly KubeObject[], names: readonly string[]): string[] {
  const ours = events
    .filter((event) => names.includes(String(recordAt(event, 'involvedObject')?.['name'] ?? '')))
    .filter((event) => event['type'] !== 'Normal')
    .sort(
      (a, b) => timeOf(a['lastTimestamp'] ?? a['eventTime']) - timeOf(b['lastTimestamp'] ?? b['eventTime']),
    );
  const texts = ours.map(
    (event) =>
      `${recordAt(event, 'involvedObject')?.['kind']}/${recordAt(event, 'involvedObject')?.['name']} ${event['reason']}: ${String(event['message']).trim()}`,
  );
  return [...new Set(texts)].slice(-10);
}

/** Shorter values (`true`, `web`) stand in every log by chance. */
const secretLength = 6;

/** Replaces what the release's own Secrets hold: a crashing program likes to print its configuration. */
export function withoutSecrets(lines: readonly string[], objects: readonly KubeObject[]): string[] {
  const values = objects
    .filter((object) => object.kind === 'Secret')
    .flatMap((object) => [
      ...Object.values(recordAt(object, 'stringData') ?? {}).map(String),
      ...Object.values(recordAt(object, 'data') ?? {}).map((value) =>
        Buffer.from(String(value), 'base64').toString('utf8'),
      ),
    ])
    .flatMap((value) => [value.trim(), ...value.split('\n').map((line) => line.trim())])
    .filter((value) => value.length >= secretLength);
  return lines.map((line) => values.reduce((text, value) => text.replaceAll(value, '***'), line));
}

/** The pod and, for an unready one, what its probes say. */
export function unreadyContainers(pod: KubeObject): string[] {
  return recordsAt(pod, 'status', 'containerStatuses')
    .filter((status) => status['ready'] !== true)
    .map((status) => String(status['name']));
}
