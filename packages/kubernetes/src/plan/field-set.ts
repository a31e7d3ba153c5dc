import { isRecord } from '../manifests/object.ts';

/**
 * A set of an object's fields as `managedFields` hold it: `f:` a field, `k:` the item of a list by its key, `v:` a
 * value of a list that is a set, `i:` an index, `.` the thing itself. A field without members is owned as a whole.
 */
export interface FieldsV1 {
  [element: string]: FieldsV1;
}

interface Node {
  /** The thing itself is in the set, not only what is in it. */
  own: boolean;
  children: Map<string, Node>;
}

/** All fields that are in one of the sets. */
export function unionFields(...sets: readonly FieldsV1[]): FieldsV1 {
  return written(sets.map(nodeOf).reduce(union, { own: false, children: new Map() }));
}

/** The set without one field and all below it; what held nothing else goes too. */
export function withoutField(set: FieldsV1, path: readonly string[]): FieldsV1 {
  return written(cut(nodeOf(set), path.map(canonical)));
}

/** The elements that lead to each member of the set, outer members before what is in them. */
export function fieldElements(set: FieldsV1): string[][] {
  const list = (node: Node, path: string[]): string[][] => [
    ...(node.own && path.length > 0 ? [path] : []),
    ...[...node.children].flatMap(([element, child]) => list(child, [...path, element])),
  ];
  return list(nodeOf(set), []);
}

/** The set's members as the API server writes them: `.spec.template.spec.containers[name="web"].image`. */
export function fieldPaths(set: FieldsV1): string[] {
  return fieldElements(set).map(pathText);
}

export function pathText(elements: readonly string[]): string {
  return elements.map(elementText).join('');
}

/** Whether an item of a list is the one that `k:…` or `v:…` names. */
export function isNamedBy(item: unknown, element: string, index: number): boolean {
  if (element.startsWith('i:')) return Number(element.slice(2)) === index;
  if (element.startsWith('v:')) return JSON.stringify(item) === element.slice(2);
  if (!element.startsWith('k:') || !isRecord(item)) return false;
  const keys: unknown = JSON.parse(element.slice(2));
  return (
    isRecord(keys) && Object.entries(keys).every(([key, value]) => (item[key] ?? defaultOfKey(key)) === value)
  );
}

/** The API server fills this key in before it looks an item of ports up. */
export function defaultOfKey(key: string): unknown {
  return key === 'protocol' ? 'TCP' : undefined;
}

function nodeOf(set: FieldsV1): Node {
  const children = new Map<string, Node>();
  for (const [element, below] of Object.entries(set)) {
    if (element === '.') continue;
    const key = canonical(element);
    const node = nodeOf(below);
    const earlier = children.get(key);
    const whole = Object.keys(below).length === 0 || '.' in below;
    children.set(key, union({ ...node, own: whole }, earlier ?? { own: false, children: new Map() }));
  }
  return { own: false, children };
}

function written({ own, children }: Node): FieldsV1 {
  const below = [...children]
    .filter(([, child]) => child.own || child.children.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([element, child]): [string, FieldsV1] => [element, written(child)]);
  return Object.fromEntries(own && below.length > 0 ? [['.', {}], ...below] : below);
}

function union(a: Node, b: Node): Node {
  const elements = new Set([...a.children.keys(), ...b.children.keys()]);
  const none: Node = { own: false, children: new Map() };
  const children = new Map(
    [...elements].map((element) => [
      element,
      union(a.children.get(element) ?? none, b.children.get(element) ?? none),
    ]),
  );
  return { own: a.own || b.own, children };
}

function cut(node: Node, [first, ...rest]: readonly string[]): Node {
  const child = first === undefined ? undefined : node.children.get(first);
  if (first === undefined || child === undefined) return node;
  const children = new Map(node.children);
  const left = rest.length === 0 ? undefined : cut(child, rest);
  if (left && (left.own || left.children.size > 0)) children.set(first, left);
  else children.delete(first);
  return { own: node.own, children };
}

/** Keys of items are JSON, whose members may stand in any order. */
function canonical(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('v:')) return `v:${JSON.stringify(JSON.parse(text))}`;
  if (!element.startsWith('k:')) return element;
  const keys: unknown = JSON.parse(text);
  if (!isRecord(keys)) return element;
  const sorted = Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1));
  return `k:${JSON.stringify(Object.fromEntries(sorted))}`;
}

function elementText(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  if (element.startsWith('i:')) return `[${text}]`;
  const keys: unknown = JSON.parse(text);
  const pairs = isRecord(keys) ? Object.entries(keys) : [];
  return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
