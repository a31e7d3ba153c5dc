import { type KubeObject, recordAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, readObject } from '../transport/discovery.ts';
import type { References } from './facts.ts';
import type { MissingReference } from './trouble.ts';

const lookEvery = 2000;

/** Looks whether what a pod did not find has been made since: the kubelet itself looks again only after a while. */
export function referenceLookup(
  cluster: Cluster,
  namespace: string,
): { references: References; look(missing: MissingReference): Promise<void> } {
  const known = new Map<string, { there: boolean | undefined; at: number }>();
  const keyOf = ({ kind, name, key }: MissingReference) => JSON.stringify([kind, name, key]);
  return {
    references: (missing) => known.get(keyOf(missing))?.there,
    async look(missing) {
      const before = known.get(keyOf(missing));
      const at = cluster.clock.now();
      if (before && at - before.at < lookEvery) return;
      const object = await readObject(cluster, builtIn[missing.kind], namespace, missing.name).catch(
        (error: unknown) => {
          if (isApiError(error, 403)) return 'hidden' as const;
          throw error;
        },
      );
      known.set(keyOf(missing), { there: object === 'hidden' ? undefined : holds(object, missing.key), at });
    },
  };
}

function holds(object: KubeObject | undefined, key: string | undefined): boolean {
  if (!object) return false;
  if (key === undefined) return true;
  return [recordAt(object, 'data'), recordAt(object, 'binaryData')].some(
    (data) => data !== undefined && Object.hasOwn(data, key),
  );
}
