/** An object as the API server takes and gives it; nothing is dropped, renamed or converted. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  [field: string]: unknown;
}

/** What names an object inside a namespace. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  name: string;
  uid?: string;
  /** It was there before any release of ours wrote it, so undoing that release does not delete it. */
  adopted?: boolean;
}

/** `Deployment/web`, as people write it. */
export function objectName(of: KubeObject | ObjectRef): string {
  return `${of.kind}/${'metadata' in of ? (of as KubeObject).metadata.name : (of as ObjectRef).name}`;
}

/** A key that is equal for two descriptions of the same object, whatever version of its API they use. */
export function objectKey(of: KubeObject | ObjectRef): string {
  return `${groupOf(of.apiVersion)}/${objectName(of)}`;
}

export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, name: metadata.name, ...(metadata.uid ? { uid: metadata.uid } : {}) };
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record at a path of keys, or undefined; never throws on objects of unexpected shape. */
export function recordAt(value: unknown, ...path: string[]): Record<string, unknown> | undefined {
  let at: unknown = value;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : undefined;
}

/** The records of a list at a path of keys; empty when there is none. */
export function recordsAt(value: unknown, ...path: string[]): Record<string, unknown>[] {
  let at: unknown = value;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  return Array.isArray(at) ? at.filter(isRecord) : [];
}
