import { createHash } from 'node:crypto';
import { type ConfigReference, configReferences } from './config-references.ts';
import { ownNameReason } from './kept-names.ts';
import type { Manifest } from './manifests.ts';
import { isRecord, type KubeObject } from './object.ts';
import { podTemplatesOf } from './pod-template.ts';

/** Annotation with the name that the manifest gave. */
export const nameAnnotation = 'workaday.dev/name';

const maximumLength = 253;

/**
 * Gives every ConfigMap and Secret that a pod template reads a name that ends in a hash of its content, makes it
 * immutable, and rewrites the references: pods of the old release keep their configuration, pods of the new one
 * get theirs, and undoing a release undoes its configuration.
 */
export function hashConfigNames(manifests: readonly Manifest[]): Manifest[] {
  const result = structuredClone(manifests) as Manifest[];
  const references = referencesIn(result);
  const names = new Map<string, string>();
  for (const { object } of readConfigs(result, references)) {
    if (ownNameReason(object, result, references) !== undefined) continue;
    const name = hashedName(object.metadata.name, contentHash(object), maximumLength);
    names.set(`${object.kind}/${object.metadata.name}`, name);
    object['immutable'] ??= true;
    rename(object, name);
  }
  for (const { kind, holder, field } of references) {
    holder[field] = names.get(`${kind}/${holder[field]}`) ?? holder[field];
  }
  return result;
}

/** ConfigMaps and Secrets that pods read and that keep their name, each with the reason, as notes for a person. */
export function keptConfigNames(
  manifests: readonly Manifest[],
): { what: string; place: Manifest['place'] }[] {
  const references = referencesIn(manifests);
  return readConfigs(manifests, references).flatMap(({ object, place }) => {
    const reason = ownNameReason(object, manifests, references);
    const what = `${object.kind}/${object.metadata.name} keeps its name, because ${reason}; a change of it reaches running pods at once, and pods of other releases too`;
    return reason === undefined ? [] : [{ what, place }];
  });
}

function referencesIn(manifests: readonly Manifest[]): ConfigReference[] {
  return manifests.flatMap(({ object }) => podTemplatesOf(object).flatMap(configReferences));
}

/** The ConfigMaps and Secrets of the manifests that a pod template of them reads. */
function readConfigs(manifests: readonly Manifest[], references: readonly ConfigReference[]): Manifest[] {
  const read = new Set(references.map(({ kind, holder, field }) => `${kind}/${holder[field]}`));
  return manifests.filter(
    ({ object }) => object.apiVersion === 'v1' && read.has(`${object.kind}/${object.metadata.name}`),
  );
}

/** Gives an object another name, and remembers the one that the manifest gave. */
export function rename(object: KubeObject, name: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [nameAnnotation]: object.metadata.name };
  object.metadata.name = name;
}

/** `name-hash`, its front cut where it would be longer than allowed. */
export function hashedName(name: string, hash: string, longest: number): string {
  const front = name.slice(0, longest - hash.length - 1).replace(/[^a-z0-9]+$/, '');
  return `${front}-${hash}`;
}

/** 8 hexadecimal digits over what a pod can read of it; the order of keys does not matter. */
export function contentHash(object: KubeObject): string {
  const { data, binaryData, stringData, type } = object;
  return hashOf({ data, binaryData, stringData, type });
}

/** 8 hexadecimal digits over a value; the order of keys does not matter. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 8);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
