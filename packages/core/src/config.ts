import * as v from 'valibot';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { checksSchema, type RawCheck, type RawControl } from './check-schema.ts';
import { configSchema, type RawConfig } from './config-schema.ts';
import { type Environments, resolveEnvironments } from './environments.ts';
import { Failure, type FailureParts, type Place, type Problem } from './failure.ts';
import { type FreezeConfig, resolveFreeze } from './freeze-schema.ts';
import { lowerCaseName } from './image-reference.ts';
import { resolveSmoke, type SmokeConfig } from './smoke-schema.ts';

export interface ServiceConfig {
  name: string;
  /** Build context and Dockerfile, from the root of the repository. */
  context: string;
  dockerfile: string;
  target: string | undefined;
  /** Image repository in lower case, without tag. */
  image: string;
  buildArgs: Readonly<Record<string, string>>;
  /** Globs of the files the service is made of (its own and the shared ones); all files when empty. */
  paths: readonly string[];
  ignore: readonly string[];
  tagPrefix: string;
}

/** `workaday.yml` with every default filled in. */
export interface Config extends Environments {
  app: string;
  services: readonly ServiceConfig[];
  /** Undefined when neither the file nor the repository names one. */
  manifests: string | undefined;
  checks: readonly RawCheck[];
  control: readonly RawControl[];
  smoke: SmokeConfig;
  freeze: FreezeConfig;
  /** Whether a run steps aside when newer merges wait. */
  coalesce: boolean;
}

/** What defaults are made of. */
export interface RepositoryFacts {
  /** `owner/name` */
  repository: string;
  /** Registry host to use when `workaday.yml` names none. */
  registry?: string | undefined;
  /** Which of `manifestFolders` exist, in that order. */
  manifestFolders: readonly string[];
}

export const manifestFolders = ['k8s', 'kubernetes', 'manifests', 'deploy'] as const;

/** Parses the text of `workaday.yml`; throws one Failure (`bad-config`) that lists every error with its line. */
export function parseConfig(text: string, file: string): RawConfig {
  const next =
    'Correct the file; nothing was touched. Its JSON Schema is packages/core/workaday.schema.json.';
  return parseYaml(configSchema, text, file, { reason: 'bad-config', next });
}

/** Parses a YAML list as `checks` of `workaday.yml` has it; throws one Failure (`bad-input`) with every error. */
export function parseChecks(text: string, source: string): RawCheck[] {
  const next = 'Correct the list; nothing was touched. It is written like `checks` in workaday.yml.';
  return parseYaml(checksSchema, text, source, { reason: 'bad-input', next });
}

type Refusal = Pick<FailureParts, 'reason' | 'next'>;

function parseYaml<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
  refusal: Refusal,
): v.InferOutput<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const syntax = document.errors.map((error) => ({ what: error.message, place: placeAt(error.pos[0]) }));
  if (syntax.length > 0) throw refused(file, syntax, refusal);
  const result = v.safeParse(schema, plainValue(document, file, refusal) ?? {});
  if (result.success) return result.output;
  const problems = result.issues.flatMap((issue) => problemsOf(issue, document, placeAt, file));
  throw refused(file, problems, refusal);
}

/** The document as plain data; an alias that leads nowhere, or to far too much, is an error of the file. */
function plainValue(document: Document, file: string, refusal: Refusal): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw refused(file, [{ what: error.message, place: { file, line: 1 } }], refusal);
  }
}

function problemsOf(
  issue: v.BaseIssue<unknown>,
  document: Document,
  placeAt: (offset: number) => Place,
  file: string,
): Problem[] {
  const keys = (issue.path ?? []).map((item) => item.key);
  const offset = offsetOf(document, keys);
  const where = keys.length === 0 ? 'the file' : keys.join('.');
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  const what = unknown
    ? `${where} is not a key of workaday.yml`
    : `${where} is ${JSON.stringify(issue.input)}: ${issue.message}`;
  return [{ what, place: offset === undefined ? { file } : placeAt(offset) }];
}

function offsetOf(document: Document, keys: readonly unknown[]): number | undefined {
  const parent = keys.length < 2 ? document.contents : document.getIn(keys.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === keys.at(-1));
    if (pair && isScalar(pair.key)) return pair.key.range?.[0];
  }
  const node = keys.length === 0 ? document.contents : document.getIn(keys, true);
  const range = (node as { range?: readonly number[] } | null | undefined)?.range;
  return range?.[0];
}

function refused(file: string, problems: readonly Problem[], refusal: Refusal): Failure {
  return new Failure({
    ...refusal,
    what: `${file} has ${problems.length === 1 ? 'an error' : `${problems.length} errors`}: ${problems
      .map((problem) => `line ${problem.place?.line ?? 1}: ${problem.what}`)
      .join('; ')}`,
    problems,
    place: problems[0]?.place,
  });
}

/** Fills in every default, from the names and folders of the repository. */
export function resolveConfig(raw: RawConfig, facts: RepositoryFacts): Config {
  const [owner = '', repositoryName = ''] = facts.repository.split('/');
  const app = raw.app ?? kubernetesName(repositoryName);
  const registry = raw.registry ?? facts.registry ?? 'ghcr.io';
  const declared = Object.entries(raw.services ?? { [app]: {} });
  const single = declared.length === 1;
  const repository = `${registry}/${owner}/${repositoryName}`;
  const services = declared.map(([name, service]): ServiceConfig => {
    const context = service.context ?? '.';
    const ownPaths = service.paths ?? (single ? [] : [`${context}/**`]);
    const nested = service.paths === undefined ? contextsWithin(context, declared) : [];
    return {
      name,
      context,
      dockerfile: service.dockerfile ?? (context === '.' ? 'Dockerfile' : `${context}/Dockerfile`),
      target: service.target,
      image: lowerCaseName(service.image ?? (single ? repository : `${repository}/${name}`)),
      buildArgs: service['build-args'] ?? {},
      paths: ownPaths.length === 0 ? [] : [...ownPaths, ...(raw.shared ?? [])],
      ignore: [...(service.ignore ?? []), ...nested],
      tagPrefix: service['tag-prefix'] ?? (single ? 'v' : `${name}/v`),
    };
  });
  const manifests = raw.manifests ?? facts.manifestFolders[0];
  return {
    app,
    services,
    manifests,
    ...resolveEnvironments(raw, { app, manifests }),
    checks: raw.checks ?? [],
    control: raw.control ?? [],
    smoke: resolveSmoke(raw.smoke ?? {}),
    freeze: resolveFreeze(raw.freeze ?? {}),
    coalesce: raw.coalesce ?? false,
  };
}

/** Folders of other services inside of a service's folder are theirs; a service at the root is made of everything. */
function contextsWithin(
  context: string,
  services: readonly (readonly [string, { context?: string | undefined }])[],
): string[] {
  if (context === '.') return [];
  const others = new Set(services.map(([, service]) => service.context ?? '.'));
  return [...others].filter((other) => other.startsWith(`${context}/`)).map((other) => `${other}/**`);
}

function kubernetesName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 53)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'app' : name;
}
