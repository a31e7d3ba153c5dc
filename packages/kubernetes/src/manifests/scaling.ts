import type { Manifest } from './manifests.ts';
import { groupOf, type KubeObject, recordAt } from './object.ts';

/** What an autoscaler scales. */
interface Target {
  /** Undefined when the autoscaler does not say. */
  group: string | undefined;
  kind: string;
  name: string;
}

/**
 * Leaves `spec.replicas` out of workloads that an autoscaler scales: one of the manifests, or one that lives in the
 * namespace.
 */
export function leaveReplicasToAutoscalers(
  manifests: readonly Manifest[],
  liveAutoscalers: readonly KubeObject[] = [],
): Manifest[] {
  const autoscalers = [...manifests.map(({ object }) => object), ...liveAutoscalers];
  return manifests.map((manifest) => ({ ...manifest, object: leaveReplicas(manifest.object, autoscalers) }));
}

/** One object without `spec.replicas` if one of the autoscalers scales it; other objects among them are no matter. */
export function leaveReplicas(object: KubeObject, autoscalers: readonly KubeObject[]): KubeObject {
  const spec = recordAt(object, 'spec');
  if (spec?.['replicas'] === undefined) return object;
  if (!autoscalers.some((autoscaler) => isTarget(object, targetOf(autoscaler)))) return object;
  const { replicas: _, ...rest } = spec;
  return { ...object, spec: rest };
}

function isTarget(object: KubeObject, target: Target | undefined): boolean {
  return (
    target !== undefined &&
    target.kind === object.kind &&
    target.name === object.metadata.name &&
    (target.group === undefined || target.group === groupOf(object.apiVersion))
  );
}

/** Undefined for what is no autoscaler. */
function targetOf(object: KubeObject): Target | undefined {
  const group = groupOf(object.apiVersion);
  const isKeda = group === 'keda.sh' && object.kind === 'ScaledObject';
  if (!isKeda && !(group === 'autoscaling' && object.kind === 'HorizontalPodAutoscaler')) return undefined;
  const reference = recordAt(object, 'spec', 'scaleTargetRef');
  const apiVersion = reference?.['apiVersion'] ?? (isKeda ? 'apps/v1' : undefined);
  return {
    group: typeof apiVersion === 'string' ? groupOf(apiVersion) : undefined,
    kind: String(reference?.['kind'] ?? (isKeda ? 'Deployment' : '')),
    name: String(reference?.['name'] ?? ''),
  };
}
