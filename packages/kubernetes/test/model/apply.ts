import { isRecord, type KubeObject } from '../../src/manifests/object.ts';

/**
 * Server-side apply of one manager over what others wrote: what it applied before and does not say any more leaves the
 * object, what it says is so, and the rest stays. Its lists are wholly its own.
 */
export function appliedOver(
  live: KubeObject | undefined,
  before: KubeObject | undefined,
  intent: KubeObject,
): KubeObject {
  return merged(live ?? {}, before ?? {}, intent) as unknown as KubeObject;
}

type Fields = Readonly<Record<string, unknown>>;

function merged(live: Fields, before: Fields, intent: Fields): Record<string, unknown> {
  const result: Record<string, unknown> = { ...live };
  for (const [field, was] of Object.entries(before)) {
    if (Object.hasOwn(intent, field)) continue;
    const now = live[field];
    const left = isRecord(was) && isRecord(now) ? merged(now, was, {}) : {};
    if (Object.keys(left).length > 0) result[field] = left;
    else delete result[field];
  }
  for (const [field, wanted] of Object.entries(intent)) {
    const now = live[field];
    const was = before[field];
    result[field] =
      isRecord(wanted) && isRecord(now) ? merged(now, isRecord(was) ? was : {}, wanted) : wanted;
  }
  return result;
}
