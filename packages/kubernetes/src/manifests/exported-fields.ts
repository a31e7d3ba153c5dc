import { isRecord, type KubeObject } from './object.ts';

const metadataFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
  'ownerReferences',
];
const annotations = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

/** Fields that the server or a controller writes: the object was read out of a cluster. Generators leave some of them empty. */
export function exportedFields(object: KubeObject): string[] {
  const { metadata } = object;
  return [
    ...metadataFields.filter((field) => isGiven(metadata[field])).map((field) => `metadata.${field}`),
    ...annotations
      .filter((name) => metadata.annotations?.[name] !== undefined)
      .map((name) => `metadata.annotations[${JSON.stringify(name)}]`),
    ...(isGiven(object['status']) ? ['status'] : []),
  ];
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return !(isRecord(value) || Array.isArray(value)) || Object.keys(value).length > 0;
}
