import type { Problem } from '@workaday/core';
import { shownName } from './gate-names.ts';
import type { Manifest } from './manifests.ts';
import { groupOf, type KubeObject, recordAt } from './object.ts';

/** What may be meant, but seldom is: said before anything is applied, and deployed all the same. */
export function gateWarnings(manifests: readonly Manifest[]): Problem[] {
  return manifests.flatMap(({ object, place }) =>
    warningsOf(object).map((what): Problem => ({ what: `${shownName(object)} ${what}`, place })),
  );
}

function warningsOf(object: KubeObject): string[] {
  const kind = `${groupOf(object.apiVersion)}/${object.kind}`;
  const spec = recordAt(object, 'spec');
  const { finalizers } = object.metadata;
  const found: (string | false)[] = [
    kind === '/Pod' &&
      'is a pod of its own, which nothing starts again when its node is gone; a Deployment would',
    kind.startsWith('apps/') &&
      spec?.['replicas'] === 0 &&
      'has no replicas, so that nothing of it runs and nothing of it is proven',
    kind === 'apps/StatefulSet' &&
      Number(recordAt(spec, 'updateStrategy', 'rollingUpdate')?.['partition'] ?? 0) > 0 &&
      'has a partition: pods with a lower ordinal keep what they run',
    kind === 'batch/Job' &&
      spec?.['suspend'] === true &&
      'is suspended: it runs only when something else resumes it',
    Array.isArray(finalizers) &&
      finalizers.length > 0 &&
      `has finalizers (${finalizers.map((name) => JSON.stringify(name)).join(', ')}): it can be removed only when their controllers agree`,
  ];
  return found.filter((what) => what !== false);
}
