import { formatDuration } from '@workaday/core';
import { excerpt } from '../excerpt.ts';
import type { Condition, Operand, Operator, Subject } from './condition.ts';
import { type Json, select } from './json-path.ts';
import { isExact } from './parse.ts';

/** What an answer showed; what it did not show is undefined, and a condition on it fails. */
export interface Facts {
  status: number | undefined;
  /** Milliseconds. */
  latency: number;
  body: string | undefined;
  /** Whether the body was longer than what was read. */
  truncated: boolean;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  certificateDays: number | undefined;
  /** The host that answered in the end, with its port unless that is the usual one. */
  host: string | undefined;
}

export type Assessment = { pass: true } | { pass: false; expected: string; got: string };

type Seen = { value: Json } | { why: string };

/** Whether a condition holds. Nothing is converted: what cannot be compared fails, and says why. */
export function evaluate(condition: Condition, facts: Facts): Assessment {
  const { operator, operand, subject, text } = condition;
  const failed = (got: string): Assessment => ({ pass: false, expected: text, got });
  if (operator === 'exists') {
    const missing = whyMissing(subject, facts);
    return missing === undefined ? { pass: true } : failed(missing);
  }
  const seen = look(subject, facts);
  if ('why' in seen) return failed(seen.why);
  const outcome = compare(seen.value, operator, operand);
  if (outcome === true && subject.of === 'body' && facts.truncated && needsAll(operator)) {
    return failed('a body that is too long to be read as a whole');
  }
  if (outcome === true) return { pass: true };
  const shown = show(seen.value, subject);
  return failed(outcome === false ? shown : `${shown}, ${outcome}`);
}

/** The text at a place of an answer; a sentence when there is none. */
export function textAt(place: Subject, facts: Facts): { text: string } | { why: string } {
  const seen = look(place, facts);
  if ('why' in seen) return seen;
  return typeof seen.value === 'string'
    ? { text: seen.value }
    : { why: `${show(seen.value, place)}, which is no text` };
}

function needsAll(operator: Operator): boolean {
  return operator === '==' || operator === '!=';
}

function look(subject: Subject, facts: Facts): Seen {
  switch (subject.of) {
    case 'status':
      return present(facts.status, 'no HTTP answer');
    case 'latency':
      return { value: facts.latency };
    case 'body':
      return present(facts.body, 'no HTTP answer');
    case 'header':
      return present(own(facts.headers, subject.name), `no header ${subject.name}`);
    case 'certificate.days':
      return present(facts.certificateDays, 'an answer without a certificate, over plain http');
    case 'url.host':
      return present(facts.host, 'no HTTP answer');
    case 'json': {
      const found = selected(subject.path, facts);
      if ('why' in found) return found;
      const [value] = found.values;
      if (value === undefined) return { why: `nothing at ${subject.path}` };
      if (found.values.length === 1) return { value };
      return { why: `${found.values.length} values at ${subject.path}, expected exactly one` };
    }
  }
}

function whyMissing(subject: Subject, facts: Facts): string | undefined {
  if (subject.of !== 'json') {
    const seen = look(subject, facts);
    return 'why' in seen ? seen.why : undefined;
  }
  const found = selected(subject.path, facts);
  if ('why' in found) return found.why;
  return found.values.length > 0 ? undefined : `nothing at ${subject.path}`;
}

function selected(path: string, { body, truncated }: Facts) {
  if (body === undefined) return { why: 'no HTTP answer' };
  return truncated ? { why: 'a body that is too long to be read as JSON' } : select(body, path);
}

function own(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

function present(value: Json | undefined, why: string): Seen {
  return value === undefined ? { why } : { value };
}

/** A sentence when the two cannot be compared. */
function compare(value: Json, operator: Operator, operand: Operand): boolean | string {
  if (typeof value === 'number' && !isExact(value)) return 'a number too large to be compared exactly';
  if (operator === 'matches') {
    if (typeof value !== 'string') return 'which is no text';
    return typeof operand === 'object' && operand !== null && operand.test(value);
  }
  if (operator === 'contains') return contains(value, operand);
  if (operator === '==' || operator === '!=') {
    if (value !== null && operand !== null && typeof value !== typeof operand) {
      return `which is ${kindOf(value)}, not ${kindOf(operand)}`;
    }
    return (value === operand) === (operator === '==');
  }
  if (typeof value !== 'number' || typeof operand !== 'number') return 'which is no number';
  if (operator === '<') return value < operand;
  if (operator === '<=') return value <= operand;
  return operator === '>' ? value > operand : value >= operand;
}

function contains(value: Json, operand: Operand): boolean | string {
  if (Array.isArray(value)) return value.some((item) => item === operand);
  if (typeof value !== 'string') return 'which is neither text nor a list';
  return typeof operand === 'string' ? value.includes(operand) : `which is text, not ${kindOf(operand)}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  const kinds: Record<string, string> = { string: 'text', number: 'a number', boolean: 'true or false' };
  return kinds[typeof value] ?? 'an object';
}

function show(value: Json, { of }: Subject): string {
  if (of === 'latency' && typeof value === 'number') {
    return value < 1000 ? `${Math.round(value)}ms` : formatDuration(value);
  }
  if (of === 'status') return `status ${String(value)}`;
  if (of === 'certificate.days') return `${String(value)} days`;
  return typeof value === 'string' ? excerpt(value) : excerpt(JSON.stringify(value)).slice(1, -1);
}
