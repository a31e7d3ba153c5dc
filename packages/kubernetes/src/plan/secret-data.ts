import { isRecord, type KubeObject } from '../manifests/object.ts';

/**
 * A Secret with its `stringData` where the server puts it, in `data`. Sent as it is, it is owned by a field that the
 * server does not keep, and a key that leaves the manifest would stay on the Secret for good.
 */
export function withSecretData(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isRecord(object['stringData']))
    return object;
  const { stringData, data, ...rest } = object;
  const texts = Object.entries(stringData as Record<string, unknown>);
  // What is no text is for the server to refuse, in its own words.
  if (texts.some(([, value]) => typeof value !== 'string')) return object;
  const encoded = texts.map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const);
  return { ...rest, data: { ...(isRecord(data) ? data : {}), ...Object.fromEntries(encoded) } } as KubeObject;
}
