import { parse } from 'yaml';

type Fields = Record<string, unknown>;

/** A job of a caller that calls a workflow or an action of workaday. */
export interface Call {
  path: string;
  /** `acme/workaday` */
  repository: string;
  /** What stands behind the `@`. */
  ref: string;
  /** Triggers by name, each with its filters. */
  on: Readonly<Record<string, Fields>>;
  /** Permissions of the job, or of the workflow where the job has none; undefined when neither says any. */
  permissions: Readonly<Record<string, string>> | 'read-all' | 'write-all' | undefined;
  /** `inherit`, or the values by name. */
  secrets: 'inherit' | Readonly<Record<string, string>>;
}

/** Why a workflow cannot be read; undefined when it can. */
export function syntaxProblem(text: string): string | undefined {
  try {
    return isFields(parse(text)) ? undefined : 'it is no YAML mapping';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function readWorkflow(text: string): Fields | undefined {
  return syntaxProblem(text) === undefined ? fields(parse(text)) : undefined;
}

/** Every job of these workflows that uses something of workaday, whose path ends so. */
export function callsOf(workflows: ReadonlyMap<string, string>, ending: string): Call[] {
  return [...workflows].flatMap(([path, text]) => {
    const workflow = readWorkflow(text);
    return Object.values(fields(workflow?.['jobs'])).flatMap((job) => {
      const used = usesOf(fields(job)).find(({ target }) => target.endsWith(ending));
      if (workflow === undefined || used === undefined) return [];
      const { permissions = workflow['permissions'], secrets } = fields(job);
      return [
        {
          path,
          repository: used.target.slice(0, -ending.length),
          ref: used.ref,
          on: triggers(workflow),
          permissions: readPermissions(permissions),
          secrets: secrets === 'inherit' ? 'inherit' : strings(secrets),
        } satisfies Call,
      ];
    });
  });
}

function usesOf(job: Fields): { target: string; ref: string }[] {
  const steps = Array.isArray(job['steps']) ? job['steps'] : [];
  return [job, ...steps.map(fields)].flatMap(({ uses }) => {
    const match = /^([^@]+)@(.+)$/.exec(typeof uses === 'string' ? uses : '');
    return match === null ? [] : [{ target: match[1] ?? '', ref: match[2] ?? '' }];
  });
}

/** `on: push`, `on: [push]` and `on: { push: … }` are the same. */
function triggers(workflow: Fields): Record<string, Fields> {
  const { on } = workflow;
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), {}]));
  return Object.fromEntries(Object.entries(fields(on)).map(([name, value]) => [name, fields(value)]));
}

function readPermissions(value: unknown): Call['permissions'] {
  if (value === 'read-all' || value === 'write-all') return value;
  return isFields(value) ? strings(value) : undefined;
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fields(value)).map(([name, text]) => [name, String(text)]));
}

/** A list of patterns, written as a list or as one. */
export function patternsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
