import type { Place, Problem } from '@workaday/core';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { resolveKey, resolvePlain } from './yaml-scalar.ts';

export interface ReadValue {
  /** Undefined when there are problems. */
  value: unknown;
  problems: Problem[];
}

/** Called for each scalar that is a value, with the keys and indices that lead to it. */
export type OnScalar = (path: readonly string[], value: unknown, place: Place) => void;

/** Values that aliases may stand for, in all; beyond it lies a text made to fill the memory. */
const aliasedValues = 100_000;
const standard = 'tag:yaml.org,2002:';

/** The plain JSON value of a document; what stands behind an alias is copied for each of its uses. */
export function readValue(
  document: Document,
  placeAt: (offset: number) => Place,
  onScalar: OnScalar = () => undefined,
): ReadValue {
  const reader = new ValueReader(placeAt, onScalar);
  const value = reader.read(document.contents, []);
  return reader.problems.length > 0
    ? { value: undefined, problems: reader.problems }
    : { value, problems: [] };
}

class ValueReader {
  readonly problems: Problem[] = [];
  readonly placeAt: (offset: number) => Place;
  readonly onScalar: OnScalar;
  readonly anchors = new Map<string, Node>();
  /** What each alias stands for: the last anchor of its name before it. */
  readonly targets = new Map<Alias, Node | undefined>();
  readonly open = new Set<Node>();
  aliased = 0;
  depth = 0;

  constructor(placeAt: (offset: number) => Place, onScalar: OnScalar) {
    this.placeAt = placeAt;
    this.onScalar = onScalar;
  }

  read(node: Node | null, path: readonly string[]): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.readAlias(node, path);
    if (this.depth > 0) this.aliased++;
    if (this.aliased > aliasedValues) return undefined;
    if (this.depth === 0 && 'anchor' in node && node.anchor) this.anchors.set(node.anchor, node);
    this.open.add(node);
    const value = this.readOwn(node, path);
    this.open.delete(node);
    return value;
  }

  private readOwn(node: Node, path: readonly string[]): unknown {
    if (isScalar(node)) return this.readScalar(node, path);
    const kind = isMap(node) ? 'map' : 'seq';
    if (!this.hasTag(node, kind)) return undefined;
    if (isMap(node)) return this.readMap(node, path);
    if (isSeq(node))
      return node.items.map((item, index) => this.read(item as Node, [...path, String(index)]));
    return undefined;
  }

  private readAlias(node: Alias, path: readonly string[]): unknown {
    if (!this.targets.has(node)) this.targets.set(node, this.anchors.get(node.source));
    const target = this.targets.get(node);
    if (target === undefined)
      return this.problem(node, `there is no anchor &${node.source} before this alias`);
    if (this.open.has(target)) return this.problem(node, `the anchor &${node.source} contains itself`);
    this.depth++;
    const value = this.read(target, path);
    this.depth--;
    if (this.aliased > aliasedValues && this.depth === 0)
      return this.problem(node, `aliases stand for more than ${aliasedValues} values`);
    return value;
  }

  private readScalar(node: Scalar, path: readonly string[]): unknown {
    const source = node.source ?? '';
    const tag = shortTag(node.tag);
    const text = tag === '!!str' || (tag === undefined && node.type !== 'PLAIN');
    const resolved = text ? { value: source } : resolvePlain(source);
    if ('problem' in resolved) return this.problem(node, resolved.problem);
    const { value } = resolved;
    if (tag !== undefined && tag !== '!!str' && tag !== typeTag(value, tag))
      return this.problem(node, `${JSON.stringify(source)} has the tag ${tag}, which is not understood here`);
    this.onScalar(path, value, this.placeOf(node));
    return value;
  }

  private readMap(node: YAMLMap, path: readonly string[]): unknown {
    const written = new Map<string, unknown>();
    let merged: Map<string, unknown> | undefined;
    for (const { key, value } of node.items) {
      const name = this.readKey(key as Node | null, node);
      if (name === undefined) continue;
      if (name.merges) {
        if (merged) this.problem(key as Node, 'the key << stands twice');
        merged = this.readMerge(value as Node | null, path);
        for (const early of merged.keys())
          if (written.has(early))
            this.problem(key as Node, `<< comes after the key ${early}, which it holds too; write << first`);
        continue;
      }
      if (written.has(name.key)) this.problem(key as Node, `the key ${name.key} stands twice`);
      written.set(name.key, this.read(value as Node | null, [...path, name.key]));
    }
    return Object.fromEntries([...(merged ?? []), ...written]);
  }

  private readKey(node: Node | null, map: YAMLMap): { key: string; merges?: true } | undefined {
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    if (!isScalar(target) || (target.tag !== undefined && target.tag !== `${standard}str`)) {
      this.problem(node ?? map, 'a key of this mapping is no text');
      return undefined;
    }
    if (target.anchor) this.anchors.set(target.anchor, target);
    const source = target.source ?? '';
    if (target.type !== 'PLAIN' || target.tag !== undefined) return { key: source };
    if (source === '<<') return { key: source, merges: true };
    const resolved = resolveKey(source);
    if ('key' in resolved) return resolved;
    this.problem(target, resolved.problem);
    return undefined;
  }

  /** Of several mappings the first that has a key counts. */
  private readMerge(node: Node | null, path: readonly string[]): Map<string, unknown> {
    const values = [this.read(node, path)].flat(1);
    const all = values.filter(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    );
    if (all.length < values.length && this.problems.length === 0)
      this.problem(node, '<< needs a mapping, or a list of mappings');
    return new Map(all.reverse().flatMap((value) => Object.entries(value as Record<string, unknown>)));
  }

  private hasTag(node: Node & { tag?: string }, kind: string): boolean {
    if (node.tag === undefined || node.tag === `${standard}${kind}`) return true;
    this.problem(node, `the tag ${shortTag(node.tag)} is not understood here`);
    return false;
  }

  private placeOf(node: Node | null): Place {
    return this.placeAt(node?.range?.[0] ?? 0);
  }

  private problem(node: Node | null, what: string): undefined {
    // An alias repeats what was told of its anchor.
    if (this.depth === 0 || isAlias(node)) this.problems.push({ what, place: this.placeOf(node) });
    return undefined;
  }
}

/** The tag of a value; `float` may be written for a whole number too. */
function typeTag(value: unknown, wanted: string): string {
  if (value === null) return '!!null';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value !== 'number') return '!!str';
  return wanted === '!!float' || !Number.isInteger(value) ? '!!float' : '!!int';
}

/** As it is written: `!!int`. */
function shortTag(tag: string | undefined): string | undefined {
  return tag?.startsWith(standard) ? `!!${tag.slice(standard.length)}` : tag;
}
