import type { Manifest } from '../manifests/manifests.ts';
import { groupOf, isRecord, type KubeObject, objectName, recordAt } from '../manifests/object.ts';
import type { Right } from '../rights/rights.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { refusedRight } from '../transport/cluster-failure.ts';
import { builtIn, readObject } from '../transport/discovery.ts';
import { type Reference, referencesOf } from './references.ts';
import type { Refusal } from './refusal.ts';

/** What is wrong with the references of each object: what stops its pods, and what a person should know. */
export interface ReferenceCheck {
  refusals: Refusal[];
  notes: { manifest: Manifest; text: string }[];
  rights: Right[];
  /** ServiceAccounts among what is missing. */
  missingAccounts: string[];
}

const resources = {
  ...builtIn,
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts' },
  PersistentVolumeClaim: { apiVersion: 'v1', plural: 'persistentvolumeclaims' },
} as const;

type Found = { object: KubeObject } | 'none' | 'unreadable';

/** Whether all that the objects refer to is on the cluster or among them. Values are never shown, and never listed. */
export async function checkReferences(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
): Promise<ReferenceCheck> {
  const all = manifests.flatMap((manifest) =>
    referencesOf(manifest.object).map((reference) => ({ manifest, reference })),
  );
  const own = new Map(manifests.map(({ object }) => [nameOf(object.kind, object.metadata.name), object]));
  const outside = new Map(all.map(({ reference }) => [nameOf(reference.kind, reference.name), reference]));
  const rights: Right[] = [];
  const reads = [...outside].map(async ([name, reference]): Promise<[string, Found]> => {
    const ours = own.get(name);
    if (ours) return [name, { object: ours }];
    return [name, await read(cluster, namespace, reference, rights)];
  });
  const found = new Map(await Promise.all(reads));
  const faults = all.flatMap(({ manifest, reference }) => {
    const fault = faultOf(reference, found.get(nameOf(reference.kind, reference.name)) ?? 'none');
    return fault === undefined ? [] : [{ manifest, reference, fault }];
  });
  const result: ReferenceCheck = { refusals: [], notes: [], rights, missingAccounts: [] };
  for (const { manifest, reference, fault } of faults) {
    const maker = makerOf(reference, manifests);
    const text = `${objectName(manifest.object)}: ${reference.path.slice(1)} refers to ${fault}`;
    if (reference.lenient || reference.mountedFirst || maker)
      result.notes.push({ manifest, text: maker ? `${text}; ${objectName(maker)} is to make it` : text });
    else {
      if (reference.kind === 'ServiceAccount') result.missingAccounts.push(reference.name);
      result.refusals.push({
        kind: 'missing',
        manifest,
        field: reference.path,
        problem: { what: text, place: manifest.place, next: adviceOn(reference, namespace) },
      });
    }
  }
  return result;
}

async function read(
  cluster: Cluster,
  namespace: string,
  { kind, name }: Reference,
  rights: Right[],
): Promise<Found> {
  try {
    const object = await readObject(cluster, resources[kind], namespace, name);
    return object ? { object } : 'none';
  } catch (error) {
    const right = isApiError(error) ? refusedRight(error) : undefined;
    if (right === undefined) throw error;
    // A dry-run Pod says of ServiceAccounts what this right would.
    if (kind !== 'ServiceAccount') rights.push(right);
    return 'unreadable';
  }
}

function faultOf({ kind, name, key }: Reference, found: Found): string | undefined {
  if (found === 'unreadable') return undefined;
  if (found === 'none')
    return `the ${kind} ${JSON.stringify(name)}, which is neither on the cluster nor in the manifests`;
  if (key === undefined || keysOf(found.object).includes(key)) return undefined;
  // Its keys are filled in by the cluster.
  if (found.object['type'] === 'kubernetes.io/service-account-token') return undefined;
  const keys = keysOf(found.object);
  return `the key ${JSON.stringify(key)} of the ${kind} ${JSON.stringify(name)}, which has ${keys.length === 0 ? 'no keys' : keys.join(', ')}`;
}

function keysOf(object: KubeObject): string[] {
  return ['data', 'binaryData', 'stringData'].flatMap((field) => Object.keys(recordAt(object, field) ?? {}));
}

/** An object of a custom kind that says this name makes it: an ExternalSecret, a Certificate, a SealedSecret. */
function makerOf({ name, kind }: Reference, manifests: readonly Manifest[]): KubeObject | undefined {
  return manifests
    .map(({ object }) => object)
    .find((object) => object.kind !== kind && isCustom(object) && says(object, name));
}

function isCustom({ apiVersion }: KubeObject): boolean {
  const group = groupOf(apiVersion);
  return group.includes('.') && !/(^|\.)k8s\.io$/.test(group);
}

function says(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => says(item, name));
  if (isRecord(value)) return Object.values(value).some((below) => says(below, name));
  return value === name;
}

function adviceOn({ kind, key }: Reference, namespace: string): string {
  if (kind === 'Secret')
    return `create ${key ? 'the key' : 'the Secret'} in ${namespace} (secrets belong to the foundation), correct the name, or mark the reference \`optional: true\``;
  if (kind === 'ServiceAccount')
    return `a person creates it in ${namespace}, or leave serviceAccountName out`;
  return key ? 'add the key, or correct its name' : 'add it to the manifests, or correct the name';
}

function nameOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
