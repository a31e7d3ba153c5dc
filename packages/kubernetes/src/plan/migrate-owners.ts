import { isRecord, type KubeObject, recordAt } from '../manifests/object.ts';
import { fieldManager } from './apply.ts';
import { lastApplied } from './bookkeeping.ts';
import { type FieldsV1, unionFields, withoutField } from './field-set.ts';
import { standingOf } from './managers.ts';

/** One owner in `metadata.managedFields`. */
export interface OwnerEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldsV1;
  subresource?: string;
}

/** kubectl's copy of what it applied last: ours to leave out, so that our first apply removes it. */
const lastAppliedField: FieldsV1 = { 'f:metadata': { 'f:annotations': { [`f:${lastApplied}`]: {} } } };
const replicasField = ['f:spec', 'f:replicas'];

export function ownersOf(object: KubeObject): OwnerEntry[] {
  const entries = object.metadata['managedFields'];
  return Array.isArray(entries)
    ? (entries.filter((entry) => isRecord(entry['fieldsV1'])) as OwnerEntry[])
    : [];
}

/** What we applied of an object. */
export function ownFields(object: KubeObject): FieldsV1 {
  return unionFields(
    ...ownersOf(object)
      .filter((entry) => isOurs(entry))
      .map(({ fieldsV1 }) => fieldsV1),
  );
}

/** Tools that applied this object before us and still stand as its owners. */
export function formerOwners(object: KubeObject, allowed: readonly string[]): string[] {
  const managers = ownersOf(object)
    .filter((entry) => isFormer(entry, (manager) => standingOf(manager, allowed) === 'former'))
    .map(({ manager }) => manager);
  return [...new Set(managers)];
}

/**
 * The owners with what former tools applied as ours: the union of their fields becomes our entry, theirs go. Without
 * it a field that leaves the manifests stays on the object for ever, because they still own it (kubernetes#99003).
 * As `csaupgrade.UpgradeManagedFields` of client-go does it, and for tools that applied server-side too. Entries of
 * another version of the API are dropped: their paths may mean other fields.
 * Fields that we leave to autoscalers stay without an owner, so that they keep their value.
 * @returns undefined when there is nothing to do
 */
export function migratedOwners(
  live: KubeObject,
  intent: KubeObject,
  former: readonly string[],
): OwnerEntry[] | undefined {
  const entries = ownersOf(live);
  const theirs = entries.filter((entry) => isFormer(entry, (manager) => former.includes(manager)));
  const ours = entries.find((entry) => isOurs(entry));
  const base = ours ?? theirs.toSorted((a, b) => (b.time ?? '').localeCompare(a.time ?? ''))[0];
  if (theirs.length === 0 || base === undefined) return undefined;
  const same = [ours, ...theirs].filter((entry) => entry?.apiVersion === base.apiVersion);
  const hasCopy = live.metadata.annotations?.[lastApplied] !== undefined;
  const fields = unionFields(
    ...same.flatMap((entry) => entry?.fieldsV1 ?? []),
    hasCopy ? lastAppliedField : {},
  );
  const fieldsV1 = leavesReplicas(intent) ? withoutField(fields, replicasField) : fields;
  const entry: OwnerEntry = { ...base, manager: fieldManager, operation: 'Apply', fieldsV1 };
  return [entry, ...entries.filter((other) => other !== ours && !theirs.includes(other))];
}

function isOurs({ manager, operation, subresource }: OwnerEntry): boolean {
  return manager === fieldManager && operation === 'Apply' && !subresource;
}

function isFormer({ manager, subresource }: OwnerEntry, isOne: (manager: string) => boolean): boolean {
  return !subresource && isOne(manager);
}

function leavesReplicas(intent: KubeObject): boolean {
  const spec = recordAt(intent, 'spec');
  return spec !== undefined && !('replicas' in spec);
}
