import { type ConfigReference, otherConfigNames } from './config-references.ts';
import type { Manifest } from './manifests.ts';
import { isRecord, type KubeObject, objectName, recordsAt } from './object.ts';
import { containersOf, podTemplatesOf } from './pod-template.ts';

/** Annotation that keeps the name that the manifest gives: `"true"`. */
export const keepNameAnnotation = 'workaday.dev/keep-name';

export function keepsName(object: KubeObject): boolean {
  return object.metadata.annotations?.[keepNameAnnotation] === 'true';
}

/** Why a ConfigMap or Secret has to keep the name that its manifest gives; undefined when it need not. */
export function ownNameReason(
  object: KubeObject,
  all: readonly Manifest[],
  references: readonly ConfigReference[],
): string | undefined {
  const { name } = object.metadata;
  if (keepsName(object)) return `its annotation ${keepNameAnnotation} says so`;
  if (object['type'] === 'kubernetes.io/service-account-token' || !hasContent(object))
    return 'the cluster, not its manifest, fills it';
  const other = all.find(({ object: user }) => otherConfigNames(user, references).has(name));
  if (other) return `${objectName(other.object)} names it where no pod template is`;
  // A text says the same of a Service or a Deployment of this name as of its configuration.
  const shared = all.some(({ object: twin }) => !isConfig(twin) && twin.metadata.name === name);
  const text = shared ? undefined : all.find(({ object: user }) => saysName(user, name));
  return text && `${objectName(text.object)} says it in a variable or in its command line`;
}

function isConfig(object: KubeObject): boolean {
  return object.apiVersion === 'v1' && (object.kind === 'ConfigMap' || object.kind === 'Secret');
}

function hasContent(object: KubeObject): boolean {
  return ['data', 'binaryData', 'stringData'].some((field) => {
    const content = object[field];
    return isRecord(content) && Object.keys(content).length > 0;
  });
}

/** Whether a container's command, arguments or the value of a variable name it: `name` or `namespace/name`. */
function saysName(object: KubeObject, name: string): boolean {
  return podTemplatesOf(object)
    .flatMap(containersOf)
    .flatMap(({ container }) => [
      ...stringsIn(container['command']),
      ...stringsIn(container['args']),
      ...recordsAt(container, 'env').flatMap((variable) => stringsIn([variable['value']])),
    ])
    .some((text) => wordsOf(text).some((word) => word === name || /^[^/]+\/(.+)$/.exec(word)?.[1] === name));
}

function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Parts of a text as a shell or a list would cut it; paths, addresses and file names stay whole. */
function wordsOf(text: string): string[] {
  return text.split(/[\s,;|&="'`[\]{}]+/);
}
