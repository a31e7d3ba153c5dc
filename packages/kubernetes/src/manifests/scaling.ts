import type { Manifest } from './manifests.ts';
import { recordAt } from './object.ts';

/** Leaves `spec.replicas` out of workloads that a HorizontalPodAutoscaler of the manifests scales. */
export function leaveReplicasToAutoscalers(manifests: readonly Manifest[]): Manifest[] {
  const scaled = new Set(
    manifests
      .filter(({ object }) => object.kind === 'HorizontalPodAutoscaler')
      .map(({ object }) => recordAt(object, 'spec', 'scaleTargetRef'))
      .map((target) => `${target?.['kind']}/${target?.['name']}`),
  );
  return manifests.map(({ object, place }) => {
    const spec = recordAt(object, 'spec');
    if (!spec || !scaled.has(`${object.kind}/${object.metadata.name}`)) return { object, place };
    const { replicas: _, ...rest } = spec;
    return { object: { ...object, spec: rest }, place };
  });
}
