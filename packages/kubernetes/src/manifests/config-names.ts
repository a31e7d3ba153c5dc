import { createHash } from 'node:crypto';
import type { Manifest } from './manifests.ts';
import { isRecord, type KubeObject, recordsAt } from './object.ts';
import { configReferences, podTemplateOf } from './pod-template.ts';

/** Annotation that keeps the name that the manifest gives: `"true"`. */
export const keepNameAnnotation = 'workaday.dev/keep-name';
/** Annotation with the name that the manifest gave. */
export const nameAnnotation = 'workaday.dev/name';

/**
 * Gives every ConfigMap and Secret that a pod template reads a name that ends in a hash of its content, makes it
 * immutable, and rewrites the references: pods of the old release keep their configuration, pods of the new one
 * get theirs, and undoing a release undoes its configuration.
 */
export function hashConfigNames(manifests: readonly Manifest[]): Manifest[] {
  const result = structuredClone(manifests) as Manifest[];
  const references = result.flatMap(({ object }) => {
    const template = podTemplateOf(object);
    return template ? configReferences(template) : [];
  });
  const read = new Set(references.map(({ kind, holder, field }) => `${kind}/${holder[field]}`));
  const names = new Map<string, string>();
  for (const { object } of result) {
    const key = `${object.kind}/${object.metadata.name}`;
    if (!isConfig(object) || !read.has(key) || keepsName(object, result)) continue;
    names.set(key, `${object.metadata.name}-${contentHash(object)}`);
    rename(object, names.get(key) ?? '');
  }
  for (const { kind, holder, field } of references) {
    holder[field] = names.get(`${kind}/${holder[field]}`) ?? holder[field];
  }
  return result;
}

function isConfig(object: KubeObject): boolean {
  return object.apiVersion === 'v1' && (object.kind === 'ConfigMap' || object.kind === 'Secret');
}

/** Ingresses name their certificate, and would be left behind. */
function keepsName(object: KubeObject, all: readonly Manifest[]): boolean {
  if (object.metadata.annotations?.[keepNameAnnotation] === 'true') return true;
  return (
    object.kind === 'Secret' &&
    all.some((other) =>
      recordsAt(other.object, 'spec', 'tls').some((tls) => tls['secretName'] === object.metadata.name),
    )
  );
}

function rename(object: KubeObject, name: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [nameAnnotation]: object.metadata.name };
  object.metadata.name = name;
  object['immutable'] ??= true;
}

/** 8 hexadecimal digits over what a pod can read of it; the order of keys does not matter. */
export function contentHash(object: KubeObject): string {
  const { data, binaryData, stringData, type } = object;
  return createHash('sha256')
    .update(JSON.stringify(sorted({ data, binaryData, stringData, type })))
    .digest('hex')
    .slice(0, 8);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
