import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { quantityOf } from './quantity.ts';

interface Workload {
  /** Where the pod template stands. */
  path: readonly string[];
  /** What a pod of it is owned by. */
  owner: { apiVersion: string; kind: string };
}

/** Kinds whose controllers make pods exactly from the template. */
const workloads: Readonly<Record<string, Workload>> = {
  'apps/v1/Deployment': { path: ['spec', 'template'], owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet' } },
  'apps/v1/ReplicaSet': { path: ['spec', 'template'], owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet' } },
  'apps/v1/StatefulSet': {
    path: ['spec', 'template'],
    owner: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  },
  'apps/v1/DaemonSet': { path: ['spec', 'template'], owner: { apiVersion: 'apps/v1', kind: 'DaemonSet' } },
  'batch/v1/Job': { path: ['spec', 'template'], owner: { apiVersion: 'batch/v1', kind: 'Job' } },
  'batch/v1/CronJob': {
    path: ['spec', 'jobTemplate', 'spec', 'template'],
    owner: { apiVersion: 'batch/v1', kind: 'Job' },
  },
};

/** The template's path in an object whose pods can be tried, e.g. `spec.template`. */
export function triedTemplate({ apiVersion, kind }: KubeObject): string | undefined {
  return workloads[`${apiVersion}/${kind}`]?.path.join('.');
}

/**
 * A pod as the workload's controller would create it; undefined for what has no template.
 * @param unknunknownAccounts ServiceAccounts that the cluster does not have yet, without which the pod is tried
 */
export function podOf(object: KubeObject, unknownAccounts: ReadonlySet<string>): object | undefined {
  const workload = workloads[`${object.apiVersion}/${object.kind}`];
  const template = workload && recordAt(object, ...workload.path);
  const spec = recordAt(template, 'spec');
  if (!workload || !spec) return undefined;
  const { name, uid } = object.metadata;
  const metadata = recordAt(template, 'metadata');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      labels: metadata?.['labels'],
      annotations: metadata?.['annotations'],
      // Rules against pods without an owner do not mean pods of workloads.
      ownerReferences: [
        { ...workload.owner, name, uid: uid ?? '00000000-0000-0000-0000-000000000000', controller: true },
      ],
    },
    spec: withAccount({ ...spec, ...claimVolumes(object, spec) }, unknownAccounts),
  };
}

/** The volumes that a StatefulSet's controller makes of its claim templates. */
function claimVolumes(object: KubeObject, spec: Record<string, unknown>): { volumes?: unknown[] } {
  const claims = recordsAt(object, 'spec', 'volumeClaimTemplates').map((claim) =>
    String(recordAt(claim, 'metadata')?.['name']),
  );
  if (claims.length === 0) return {};
  const others = recordsAt(spec, 'volumes').filter(({ name }) => !claims.includes(String(name)));
  const made = claims.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${object.metadata.name}-0` },
  }));
  return { volumes: [...others, ...made] };
}

function withAccount(
  spec: Record<string, unknown>,
  unknownAccounts: ReadonlySet<string>,
): Record<string, unknown> {
  if (!unknownAccounts.has(String(spec['serviceAccountName']))) return spec;
  const { serviceAccountName: _, serviceAccount: _s, ...rest } = spec;
  return rest;
}

/** How many pods a workload asks for; undefined when their number is not its own to say. */
export function wantedPods(object: KubeObject): number | undefined {
  const spec = recordAt(object, 'spec') ?? {};
  if (object.kind === 'Job' || object.kind === 'CronJob') return spec['suspend'] === true ? 0 : undefined;
  if (object.kind === 'DaemonSet') return undefined;
  return typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
}

/** Whether a refusal for quota says that not even one pod alone would fit. */
export function fitsNever(message: string): boolean {
  const part = (name: string) =>
    new Map(
      (new RegExp(`${name}: ([^:]*?)(?:, \\w+:|$)`).exec(message)?.[1] ?? '')
        .split(',')
        .map((pair) => pair.trim().split('=') as [string, string]),
    );
  const [requested, limited] = [part('requested'), part('limited')];
  return [...requested].some(([resource, text]) => {
    const [asked, most] = [quantityOf(text), quantityOf(limited.get(resource))];
    return asked !== undefined && most !== undefined && asked > most;
  });
}
