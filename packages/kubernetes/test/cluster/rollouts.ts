import { nodeClock } from '@workaday/core/node';
import { parseAllDocuments } from 'yaml';
import { type KubeObject, objectName } from '../../src/manifests/object.ts';
import { type RolloutVerdict, watchRollout } from '../../src/rollout/watch-rollout.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { objectPath } from '../../src/transport/discovery.ts';

/** An image with node and a shell, from the testbed's registry. */
export const nodeImage = () => `${process.env['WORKADAY_REGISTRY']}/library/node:24-slim`;

export const staysUp = 'setInterval(() => undefined, 1000)';
export const serves = (status: number) =>
  `require('node:http').createServer((_, answer) => { answer.statusCode = ${status}; answer.end() }).listen(8080)`;

export interface Template {
  kind?: string;
  /** A program of node; or the whole command. */
  program?: string;
  command?: string[];
  image?: string;
  /** Further fields of the container, the pod and the workload. */
  container?: object;
  pod?: object;
  spec?: object;
}

/** A workload of one container; a Deployment of one replica by default. */
export function workload(name: string, template: Template = {}): KubeObject {
  const { kind = 'Deployment', program = staysUp, image = nodeImage(), container, pod, spec } = template;
  const labels = { app: name };
  const isJob = kind === 'Job';
  return {
    apiVersion: isJob ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      ...(isJob ? {} : { selector: { matchLabels: labels } }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          ...(isJob ? { restartPolicy: 'Never' } : {}),
          containers: [
            { name: 'main', image, command: template.command ?? ['node', '-e', program], ...container },
          ],
          ...pod,
        },
      },
      ...spec,
    },
  };
}

export function documents(text: string): KubeObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

/** Writes objects as a deploy does, and gives back what the server answered. */
export async function write(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
): Promise<KubeObject[]> {
  const resources = await cluster.resources();
  return Promise.all(
    objects.map((object) => {
      const resource = resources.find(object.apiVersion, object.kind);
      if (!resource) throw new Error(`no ${object.kind}`);
      return cluster.request<KubeObject>({
        method: 'PATCH',
        path: objectPath(resource, namespace, object.metadata.name),
        query: { fieldManager: 'workaday', force: true },
        headers: { 'Content-Type': 'application/apply-patch+yaml' },
        body: object,
      });
    }),
  );
}

export interface RolledOut {
  verdict: RolloutVerdict;
  lines: string[];
  /** What was found, for messages of assertions. */
  text: string;
}

/** Writes objects and watches them; `meanwhile` happens right after the write. */
export async function rollOut(
  kubeconfig: string,
  namespace: string,
  objects: readonly KubeObject[],
  {
    timeout = 120_000,
    meanwhile,
  }: { timeout?: number; meanwhile?: (cluster: Cluster) => Promise<unknown> } = {},
): Promise<RolledOut> {
  const cluster = await connect(kubeconfig, { clock: nodeClock });
  try {
    const writtenAt = cluster.now();
    const written = await write(cluster, namespace, objects);
    const lines: string[] = [];
    const [verdict] = await Promise.all([
      watchRollout(cluster, namespace, written, {
        timeout,
        writtenAt,
        onChange: (line) => lines.push(line),
      }),
      meanwhile?.(cluster),
    ]);
    const names = objects.map(objectName).join();
    return { verdict, lines, text: `${names}\n${lines.join('\n')}\n${JSON.stringify(verdict, null, 1)}` };
  } finally {
    cluster.close();
  }
}
