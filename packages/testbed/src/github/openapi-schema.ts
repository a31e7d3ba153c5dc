type Json = Record<string, unknown>;

const annotations = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'discriminator']);
const prefix = '#/components/schemas/';

/**
 * One OpenAPI 3.0 schema as a self-contained JSON Schema: what it refers to (and only that) goes into `definitions`,
 * `nullable` becomes a type, annotations are left out.
 */
export function toJsonSchema(schema: unknown, components: Readonly<Record<string, unknown>>): Json {
  const definitions: Json = {};
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const node = value as Json;
    if (typeof node['$ref'] === 'string') return reference(node['$ref']);
    return nullable(convert(node), node['nullable'] === true);
  };
  const convert = (node: Json): Json => {
    const out: Json = {};
    for (const [key, child] of Object.entries(node)) {
      if (key === 'properties') out[key] = mapValues(child as Json, visit);
      else if (key === 'enum' || key === 'required' || key === 'default') out[key] = child;
      else if (!annotations.has(key) && key !== 'nullable' && !key.startsWith('x-')) out[key] = visit(child);
    }
    return out;
  };
  const reference = (ref: string): Json => {
    if (!ref.startsWith(prefix))
      throw new Error(`The OpenAPI description refers to ${ref}, which is no schema.`);
    const name = ref.slice(prefix.length);
    if (!(name in definitions)) {
      definitions[name] = true;
      definitions[name] = visit(components[name]);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const root = visit(schema) as Json;
  return { allOf: [root], definitions };
}

function nullable(schema: Json, mayBeNull: boolean): Json {
  return mayBeNull ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function mapValues(record: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
