import { isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';

/**
 * The line of a field in the document that begins at a line: of the deepest part of its path that is written there.
 * @param field `.spec.template.spec.containers[name="web"].imagee` or `spec.containers[0].image`
 */
export function fieldLine(text: string, documentLine: number | undefined, field: string): number | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node: Node | null | undefined) =>
    node?.range ? lines.linePos(node.range[0]).line : undefined;
  const document = (Array.isArray(documents) ? documents : []).find(
    ({ contents }) => lineOf(contents) === (documentLine ?? 1),
  );
  let at: unknown = document?.contents;
  let line: number | undefined;
  for (const part of partsOf(field)) {
    const next = step(at, part);
    if (next === undefined) break;
    line = lineOf(next.key) ?? line;
    at = next.value;
  }
  return line;
}

type Part = { field: string } | { index: number } | { keys: [string, string][] };

/** Names with dots (`annotations.a.b/c`) are matched as far as they are found. */
function partsOf(field: string): Part[] {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inner, name]): Part => {
    if (name !== undefined) return { field: name };
    if (/^\d+$/.test(inner ?? '')) return { index: Number(inner) };
    const pairs = [...(inner ?? '').matchAll(/([\w-]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g)];
    if (pairs.length === 0) return { field: inner ?? '' };
    return { keys: pairs.map(([, key = '', value = '']) => [key, value.replace(/^"|"$/g, '')]) };
  });
}

function step(at: unknown, part: Part): { key: Node; value: unknown } | undefined {
  if ('field' in part) {
    if (!isMap(at)) return undefined;
    const pair = at.items.find(({ key }) => isScalar(key) && String(key.value) === part.field);
    return pair && { key: pair.key as Node, value: pair.value };
  }
  if (!isSeq(at)) return undefined;
  const item = 'index' in part ? at.items[part.index] : at.items.find((one) => hasKeys(one, part.keys));
  return isCollection(item) || isScalar(item) ? { key: item, value: item } : undefined;
}

/** The server fills keys in that are not written, such as the protocol of a port. */
function hasKeys(item: unknown, keys: readonly [string, string][]): boolean {
  if (!isMap(item)) return false;
  const written = keys.filter(([key]) => item.has(key));
  return written.length > 0 && written.every(([key, value]) => String(item.get(key)) === value);
}
