import { errorMessage, Failure } from '@workaday/core';
import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, objectPath, readObject } from '../transport/discovery.ts';
import { lossOf } from '../transport/transport-failure.ts';
import { lastSeen, messageOf, timesSeen } from './events.ts';
import type { Trouble } from './trouble.ts';

const logLines = 20;
const logBytes = 64 * 1024;
const longestLine = 2000;
const logPatience = 5000;
const attempts = 3;

/** The last lines of the log of the container at fault; empty when it never wrote any. */
export async function guiltyLog(
  cluster: Cluster,
  namespace: string,
  { pod, container, previous }: Trouble,
): Promise<string[]> {
  if (pod === undefined) return [];
  for (const earlier of previous ? [true, false] : [false, true]) {
    const lines = await readLog(cluster, namespace, pod, container, earlier);
    if (lines.length > 0) return lines;
  }
  return [];
}

/** A log that cannot be had (never started, collected, its node away) is no reason to keep the finding back. */
async function readLog(
  cluster: Cluster,
  namespace: string,
  pod: string,
  container: string | undefined,
  previous: boolean,
): Promise<string[]> {
  const path = `${objectPath(builtIn.Pod, namespace, pod)}/log`;
  const query = { tailLines: logLines, limitBytes: logBytes, container, ...(previous ? { previous } : {}) };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const answer = await cluster
      .exchange({ method: 'GET', path, query, timeout: logPatience })
      .catch((error: unknown) => {
        if (lossOf(error) === 'other') throw error;
        return undefined;
      });
    if (answer === undefined || answer.status === 429) continue;
    if (answer.status >= 400) return [];
    return answer.text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  }
  return [];
}

/** What the cluster said of some objects, newest last, each text once; of good news only when there is no other. */
export function eventLines(events: readonly KubeObject[], uids: ReadonlySet<string>): string[] {
  const ours = events
    .filter((event) => uids.has(String(recordAt(event, 'involvedObject')?.['uid'] ?? '')))
    .sort((a, b) => lastSeen(a) - lastSeen(b));
  const bad = ours.filter((event) => event['type'] !== 'Normal');
  const texts = (bad.length > 0 ? bad : ours).map((event) => {
    const about = recordAt(event, 'involvedObject');
    const count = timesSeen(event);
    return `${about?.['kind']}/${about?.['name']} ${event['reason']}: ${messageOf(event)}${count > 1 ? ` (${count} times)` : ''}`;
  });
  return [...new Set(texts)].slice(-10);
}

/** The Secrets that a pod reads, so that its log can be shown without them. */
export async function secretsOf(
  cluster: Cluster,
  namespace: string,
  pod: KubeObject | undefined,
): Promise<KubeObject[]> {
  const names = new Set(secretNames(pod));
  const found = await Promise.all(
    [...names].map((name) =>
      readObject(cluster, builtIn.Secret, namespace, name).catch((error: unknown) => {
        if (isApiError(error, 403)) return undefined;
        throw error;
      }),
    ),
  );
  return found.filter((secret) => secret !== undefined).map((secret) => ({ ...secret, kind: 'Secret' }));
}

function secretNames(pod: KubeObject | undefined): string[] {
  const containers = [...recordsAt(pod, 'spec', 'containers'), ...recordsAt(pod, 'spec', 'initContainers')];
  const volumes = recordsAt(pod, 'spec', 'volumes');
  return [
    ...containers
      .flatMap((container) => recordsAt(container, 'envFrom'))
      .map((from) => recordAt(from, 'secretRef')?.['name']),
    ...containers
      .flatMap((container) => recordsAt(container, 'env'))
      .map((variable) => recordAt(variable, 'valueFrom', 'secretKeyRef')?.['name']),
    ...volumes.map((volume) => recordAt(volume, 'secret')?.['secretName']),
    ...volumes
      .flatMap((volume) => recordsAt(volume, 'projected', 'sources'))
      .map((source) => recordAt(source, 'secret')?.['name']),
  ].filter((name) => typeof name === 'string');
}

/** Text in place of a log that is held back because what it may show is not known. */
export function heldBack(error: unknown): string[] {
  if (error instanceof Failure || isApiError(error))
    return [`(not shown: the Secrets that the pod reads could not be read, ${errorMessage(error)})`];
  throw error;
}
