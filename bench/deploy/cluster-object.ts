/** As much of an object as is looked at here. */
export interface ClusterObject {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    generation?: number;
    deletionTimestamp?: string;
    labels?: Readonly<Record<string, string>>;
    ownerReferences?: readonly { kind: string; uid: string }[];
  };
  [field: string]: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields at a path; none when there is nothing. */
export function fieldsAt(object: unknown, ...path: string[]): Fields {
  const found = path.reduce<unknown>((at, key) => (at as Fields | undefined)?.[key] ?? undefined, object);
  return (found ?? {}) as Fields;
}

/** The items of a list at a path. */
export function itemsAt(object: unknown, ...path: string[]): readonly Fields[] {
  const found = fieldsAt(object, ...path);
  return Array.isArray(found) ? found : [];
}
