import type { KubeObject } from '../../src/manifests/object.ts';
import type { Query } from '../../src/transport/cluster.ts';

/** Whether an object is among what a list or a watch asks for: labels that are equal, and a name. */
export function chosenBy(query: Query): (object: KubeObject) => boolean {
  const labels = String(query['labelSelector'] ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map((text) => text.split('=') as [string, string]);
  const [, name] = /^metadata\.name=(.*)$/.exec(String(query['fieldSelector'] ?? '')) ?? [];
  return ({ metadata }) =>
    (name === undefined || metadata.name === name) &&
    labels.every(([label, value]) => metadata.labels?.[label] === value);
}
