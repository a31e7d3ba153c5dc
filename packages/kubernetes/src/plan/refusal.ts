import type { Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName } from '../manifests/object.ts';
import type { ApiError } from '../transport/api-error.ts';
import { immutableAdvice } from './immutable.ts';

/** What kind of trouble a refused object has; they are told in this order. */
export const refusalKinds = {
  unknown: 'unknown or misspelt fields',
  invalid: 'values that are not allowed',
  immutable: 'fields that never change on an object that exists',
  deleting: 'objects that are being deleted',
  admission: 'refused by a rule of the cluster',
  quota: 'more than the namespace may use',
  webhook: 'a webhook of the cluster does not answer',
  conversion: 'a version of a kind that the cluster cannot convert',
  other: 'refused by the cluster',
  conflict: 'fields that belong to another owner',
  missing: 'what pods refer to and is not there',
} as const;

export type RefusalKind = keyof typeof refusalKinds;

export interface Refusal {
  kind: RefusalKind;
  problem: Problem;
  manifest: Manifest;
  /** Path of the field at fault, to find its line. */
  field?: string | undefined;
}

/** All that one answer of the API server holds against an object. */
export function refusalsIn(error: ApiError, manifest: Manifest, live?: KubeObject): Refusal[] {
  const told = schemaErrors(error.message) ?? strictErrors(error.message) ?? fieldErrors(error);
  const faults = told ?? [{ kind: kindOf(error.message), text: sentence(error.message) }];
  return faults.map(({ kind, field, text }): Refusal => {
    const what = `${objectName(manifest.object)}: ${text}`;
    const next = kind === 'immutable' ? immutableAdvice(manifest.object, live, field) : advice[kind];
    return { kind, problem: { what, place: manifest.place, next }, manifest, field };
  });
}

interface Fault {
  kind: RefusalKind;
  field?: string | undefined;
  text: string;
}

const advice: Partial<Record<RefusalKind, string>> = {
  unknown: 'correct the name or the place of the field',
  invalid: 'correct the value',
  admission: 'change the object as the rule asks, or have the people of the foundation change the rule',
  quota: 'ask for less, or have the quota of the namespace raised',
  webhook:
    'a person looks at the webhook: as long as it does not answer, nobody can write such objects; then run the job again',
  conversion:
    'write the object in the version that the cluster stores, or have its conversion webhook repaired',
};

/** Server-side apply finds fields by the kind's schema: `.spec.replicsa: field not declared in schema`, one or a list. */
function schemaErrors(message: string): Fault[] | undefined {
  const list = /failed to create typed patch object \([^)]*\): (?:errors:\n)?([\s\S]*)$/.exec(message)?.[1];
  if (list === undefined) return undefined;
  return list.split('\n').map((line): Fault => {
    const [, field, said = line.trim()] = /^\s*(\.\S.*?): (.*)$/.exec(line) ?? [];
    if (said === 'field not declared in schema')
      return { kind: 'unknown', field, text: `${field} is no field of this kind` };
    return { kind: 'invalid', field, text: field ? `${field}: ${said}` : said };
  });
}

/** `strict decoding error: unknown field "spec.replicsa", unknown field "spec.x"`. */
function strictErrors(message: string): Fault[] | undefined {
  const found = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)];
  if (found.length === 0 || !message.includes('strict decoding error')) return undefined;
  return found.map(([, how, field = '']) => ({
    kind: 'unknown',
    field: `.${field}`,
    text: how === 'unknown' ? `.${field} is no field of this kind` : `.${field} stands twice`,
  }));
}

/** An answer that names each field with what is wrong with it. */
function fieldErrors(error: ApiError): Fault[] | undefined {
  const causes = error.causes.filter(({ field }) => field !== undefined && field !== '');
  if (error.status !== 422 || causes.length === 0) return undefined;
  return causes.map(({ field, message }) => {
    const kind = kindOf(message);
    return { kind: kind === 'other' ? 'invalid' : kind, field, text: `${field}: ${sentence(message)}` };
  });
}

const immutable =
  /field is immutable|is immutable|may not change once set|updates to \w+ spec .* are forbidden|may not be changed|cannot be changed/i;
const denied =
  /admission webhook "[^"]*" denied|ValidatingAdmissionPolicy|violates PodSecurity|denied (the )?request|(minimum|maximum) \w+ usage per|is forbidden: (?!User)/;

function kindOf(message: string): RefusalKind {
  if (immutable.test(message)) return 'immutable';
  if (/exceeded quota|failed quota/.test(message)) return 'quota';
  if (/failed calling webhook/.test(message)) return 'webhook';
  if (/conversion webhook for|failed to convert|no kind .* is registered/.test(message)) return 'conversion';
  if (/object is being deleted/.test(message)) return 'deleting';
  if (/PriorityClass with name|RuntimeClass ".*" not found|error looking up service account/.test(message))
    return 'missing';
  return denied.test(message) ? 'admission' : 'other';
}

/** One line, without the whole of a value that the reader has written, or that holds a secret. */
function sentence(message: string): string {
  return (message.split('\n')[0] ?? '')
    .replace(/Invalid value: [{["].{80,}?[}\]"]: (?=[^:]*$)/, '')
    .replace(/^(\S+) "[^"]*" is (forbidden|invalid): /, '')
    .slice(0, 1000);
}
