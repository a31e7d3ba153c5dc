import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { toJsonSchema } from './openapi-schema.ts';
import { servedRoutes } from './permissions.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: unknown;
}
interface Body {
  readonly required?: boolean;
  readonly content?: Record<string, { schema?: unknown }>;
}
interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: Body;
  readonly responses: Record<string, unknown>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<'schemas' | 'parameters' | 'responses', Record<string, unknown>>;
}

export interface Match {
  /** As in the description: 'GET /repos/{owner}/{repo}'. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface CheckedRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
  /** Sent, but unknown to the description: GitHub ignores these; for us each is a typing error. */
  readonly unknown: readonly string[];
}

/** Parameters that may hold slashes. */
const greedy = new Set(['ref', 'tag', 'basehead', 'path']);

/** GitHub's own OpenAPI description, as far as the stand-in serves it; validators are compiled when first used. */
export class ApiDescription {
  readonly #description = load();
  readonly #routes = servedRoutes.map(compileRoute);
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #strict = newAjv(false);
  readonly #coercing = newAjv(true);

  match(method: string, pathname: string): Match | undefined {
    for (const { route, verb, pattern } of this.#routes) {
      const found = verb === method ? pattern.exec(pathname) : null;
      if (found) return { route, params: decodeAll(found.groups ?? {}) };
    }
    return undefined;
  }

  checkRequest(match: Match, search: URLSearchParams, body: unknown): CheckedRequest {
    const operation = this.#operation(match.route);
    const parameters = (operation.parameters ?? []).map((one) => this.#resolve(one) as Parameter);
    const params: Record<string, unknown> = { ...match.params };
    const query: Record<string, unknown> = Object.fromEntries(search);
    const problems = [
      ...this.#problems(`${match.route} path`, objectOf(parameters, 'path'), params, this.#coercing),
      ...this.#problems(`${match.route} query`, objectOf(parameters, 'query'), query, this.#coercing),
    ];
    const named = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name));
    const unknown = Object.keys(query)
      .filter((name) => !named.has(name))
      .map((name) => `query parameter '${name}'`);
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    if (schema === undefined) return { params, query, problems, unknown };
    if (body !== undefined || operation.requestBody?.required === true)
      problems.push(...this.#problems(`${match.route} body`, schema, body ?? null, this.#strict));
    unknown.push(...unknownProperties(schema, body));
    return { params, query, problems, unknown };
  }

  /** What is wrong with an answer of ours; empty when it is as GitHub's description says. */
  checkResponse(route: string, status: number, body: unknown): readonly string[] {
    const described = this.#operation(route).responses[String(status)];
    if (described === undefined && status < 400) return [`status ${status} is not described for ${route}`];
    const content = described === undefined ? {} : ((this.#resolve(described) as Body).content ?? {});
    const schema =
      content['application/json']?.schema ??
      (status >= 400 ? { $ref: '#/components/schemas/basic-error' } : undefined);
    if (schema === undefined) return body === undefined ? [] : [`${route} answers ${status} without a body`];
    return this.#problems(`${route} ${status}`, schema, body ?? null, this.#strict);
  }

  #problems(key: string, schema: unknown, value: unknown, ajv: Ajv): string[] {
    let validate = this.#compiled.get(key);
    if (!validate) {
      validate = ajv.compile(toJsonSchema(schema, this.#description.components.schemas));
      this.#compiled.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (one) => `${one.instancePath || 'value'} ${one.message ?? one.keyword}`,
    );
  }

  #operation(route: string): Operation {
    const [verb = '', path = ''] = route.split(' ');
    const operation = this.#description.paths[path]?.[verb.toLowerCase()];
    if (!operation) throw new Error(`GitHub's OpenAPI description knows no ${route}.`);
    return operation;
  }

  #resolve(value: unknown): unknown {
    const ref = (value as { $ref?: string }).$ref;
    const found = ref && /^#\/components\/(parameters|responses)\/(.+)$/.exec(ref);
    return found ? this.#description.components[found[1] as 'parameters'][found[2] as string] : value;
  }
}

function load(): Description {
  const entry = createRequire(import.meta.url).resolve('@octokit/openapi');
  const file = new URL('generated/api.github.com.json', `file://${entry}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Description;
}

function newAjv(coerceTypes: boolean): Ajv {
  const uri = (text: string) => text === '' || URL.canParse(text);
  const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const unchecked = {
    int64: true,
    int32: true,
    double: true,
    binary: true,
    date: true,
    timestamp: true,
    email: true,
  } as const;
  const formats = {
    ...unchecked,
    uri,
    'date-time': dateTime,
    'repo.nwo': true,
    'uri-template': true,
  } as const;
  return new Ajv({ strict: false, allErrors: true, coerceTypes, useDefaults: false, formats });
}

function compileRoute(route: string): { route: string; verb: string; pattern: RegExp } {
  const [verb = '', path = ''] = route.split(' ');
  const source = path.replaceAll(
    /\{(\w+)\}/g,
    (_all, name: string) => `(?<${name}>${greedy.has(name) ? '.+' : '[^/]+'})`,
  );
  return { route, verb, pattern: new RegExp(`^${source}$`) };
}

function decodeAll(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

function objectOf(parameters: readonly Parameter[], place: Parameter['in']): unknown {
  const ours = parameters.filter((one) => one.in === place);
  const properties = Object.fromEntries(ours.map((one) => [one.name, one.schema]));
  return { type: 'object', properties, required: ours.filter((one) => one.required).map((one) => one.name) };
}

function unknownProperties(schema: unknown, body: unknown): string[] {
  const { properties, additionalProperties } = schema as {
    properties?: object;
    additionalProperties?: unknown;
  };
  if (!properties || additionalProperties || typeof body !== 'object' || body === null) return [];
  return Object.keys(body)
    .filter((name) => !(name in properties))
    .map((name) => `body property '${name}'`);
}
