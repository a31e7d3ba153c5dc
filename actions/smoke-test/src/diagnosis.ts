import { errorMessage } from '@workaday/core';
import {
  builtIn,
  collectionPath,
  isApiError,
  type KubeObject,
  objectPath,
  type Release,
  recordAt,
} from '@workaday/kubernetes';
import { lastFailures, maskFor, readWritten } from '@workaday/probe';
import type { Job } from './job.ts';
import type { Judged } from './judge-release.ts';

const lines = 20;
const pods = 3;

/** What the bad pods and the cluster say, read before they are gone; secrets of the release are left out. */
export async function readDiagnosis(job: Job, release: Release, judged: Judged): Promise<string> {
  const found = judged.findings.flatMap(({ object, events, log, advice }) => [
    `${object}:`,
    ...events.map((event) => `  event: ${event}`),
    ...log.map((line) => `  log: ${line}`),
    `  what to do: ${advice}`,
  ]);
  if (found.length > 0) return found.join('\n');
  const failing = new Set(lastFailures(judged.evidence).map(({ observation }) => observation.target));
  const chosen = judged.pods
    .toSorted((a, b) => Number(failing.has(b.name)) - Number(failing.has(a.name)))
    .slice(0, pods);
  if (chosen.length === 0) return '';
  const names = chosen.map((pod) => pod.name);
  const text = [
    ...(await readEvents(job, names)),
    ...(await Promise.all(
      chosen.flatMap((pod) => Object.keys(pod.images).map((container) => readLog(job, pod.name, container))),
    )),
  ];
  const mask = maskFor(job.setting, await readWritten(job, release));
  return text.map(mask).join('\n');
}

async function readEvents({ cluster, setting }: Job, pods: readonly string[]): Promise<string[]> {
  const path = collectionPath(builtIn.Event, setting.place.namespace);
  const list = await cluster
    .request<{ items: KubeObject[] }>({ method: 'GET', path })
    .catch((error: unknown) => ({ items: [], missing: refusal(error) }));
  const events = list.items.filter(
    (event) =>
      event['type'] !== 'Normal' && pods.includes(String(recordAt(event, 'involvedObject')?.['name'] ?? '')),
  );
  const texts = events.map(
    (event) =>
      `event of ${recordAt(event, 'involvedObject')?.['name']}: ${event['reason']}: ${event['message']}`,
  );
  return 'missing' in list ? [`events: ${list.missing}`] : [...new Set(texts)].slice(-10);
}

async function readLog({ cluster, setting }: Job, pod: string, container: string): Promise<string> {
  const path = `${objectPath(builtIn.Pod, setting.place.namespace, pod)}/log`;
  const text = await cluster
    .request<unknown>({ method: 'GET', path, query: { container, tailLines: lines } })
    .catch(refusal);
  return `last lines of ${pod} (${container}):\n${String(text).trimEnd() || '(nothing was written)'}`;
}

/** A diagnosis that cannot be read never stands in the way of the restore. */
function refusal(error: unknown): string {
  if (isApiError(error)) return `not readable: ${errorMessage(error)}`;
  throw error;
}
