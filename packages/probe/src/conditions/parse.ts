import { parseDuration } from '@workaday/core';
import type { Condition, Operand, Operator, Subject } from './condition.ts';
import { jsonPathProblem } from './json-path.ts';
import { parsePattern } from './pattern.ts';
import { grammar } from './subjects.ts';

/** Thrown inside of this file only: the first thing that is wrong. */
class Wrong extends Error {}

const longest = 1000;

/** Reads one line of `expect`. What makes no sense is refused here, so that it can never pass by accident. */
export function parseCondition(text: string): Condition | { problem: string } {
  try {
    if (text.length > longest) throw new Wrong(`is longer than ${longest} characters`);
    const { subject, rest } = readSubject(text.trim());
    const { operator, operand } = readComparison(subject, rest);
    return { text: text.trim(), subject, operator, operand };
  } catch (error) {
    if (error instanceof Wrong) return { problem: error.message };
    throw error;
  }
}

/** Reads the place in an answer where its version stands. */
export function parsePlace(text: string): Subject | { problem: string } {
  try {
    const { subject, rest } = readSubject(text.trim());
    if (rest === '' && (subject.of === 'header' || subject.of === 'json')) return subject;
    return { problem: 'is no place of a version, expected one such as header(x-version) or json($.version)' };
  } catch (error) {
    if (error instanceof Wrong) return { problem: error.message };
    throw error;
  }
}

function readSubject(text: string): { subject: Subject; rest: string } {
  const plain = /^(status|latency|body|certificate\.days|url\.host)(?![\w.-])(.*)$/s.exec(text);
  if (plain) {
    const [, of, rest = ''] = plain;
    return { subject: { of } as Subject, rest: rest.trim() };
  }
  const [, of, after = ''] = /^(header|json)\((.*)$/s.exec(text) ?? [];
  const end = of === undefined ? -1 : closing(after);
  if (end < 0) {
    throw new Wrong(
      'begins with nothing known, expected status, latency, body, header(NAME), json(PATH), certificate.days or url.host',
    );
  }
  const inner = after.slice(0, end).trim();
  const rest = after.slice(end + 1).trim();
  return of === 'header' ? { subject: header(inner), rest } : { subject: json(inner), rest };
}

/** Where the parenthesis that is open closes; quoted ones do not count. */
function closing(text: string): number {
  let depth = 1;
  for (const part of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]/g)) {
    if (part[0] === '(') depth += 1;
    if (part[0] === ')') depth -= 1;
    if (depth === 0) return part.index;
  }
  return -1;
}

function header(name: string): Subject {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw new Wrong(`has no header name in header(${name})`);
  return { of: 'header', name: name.toLowerCase() };
}

function json(path: string): Subject {
  const problem = jsonPathProblem(path);
  if (problem !== undefined) throw new Wrong(`cannot look into the body: ${problem}`);
  return { of: 'json', path };
}

function readComparison(subject: Subject, text: string): { operator: Operator; operand: Operand } {
  const { operators, example } = grammar[subject.of];
  const [, operator = '', written = ''] =
    /^(==|!=|<=|>=|<|>|contains(?![\w-])|matches(?![\w-])|exists(?![\w-]))(.*)$/s.exec(text) ?? [];
  if (!operators.some((known) => known === operator)) {
    throw new Wrong(
      `compares ${subject.of} in no known way, expected ${operators.join(' ')}, such as ${example}`,
    );
  }
  const known = operator as Operator;
  return { operator: known, operand: readOperand(subject, known, written.trim()) };
}

function readOperand(subject: Subject, operator: Operator, written: string): Operand {
  const { operand, example } = grammar[subject.of];
  const wrong = (expected: string) =>
    new Wrong(
      `compares ${subject.of} with ${written || 'nothing'}, expected ${expected}, such as ${example}`,
    );
  if (operator === 'exists') {
    if (written !== '') throw new Wrong(`has ${written} behind exists, where nothing follows`);
    return undefined;
  }
  if (operator === 'matches') return readPattern(written);
  if (operand === 'duration') {
    const duration = parseDuration(written);
    if (duration === undefined) throw wrong('a duration');
    return duration;
  }
  if (operand === 'status' || operand === 'days') {
    if (!/^-?\d{1,6}$/.test(written)) throw wrong('a whole number');
    const number = Number(written);
    if (operand === 'status' && (number < 100 || number > 599)) throw wrong('100 to 599');
    return number;
  }
  const value = scalar(written);
  if (operand === 'text' && typeof value !== 'string') throw wrong('text in double quotes');
  if (value === undefined) throw wrong('text in double quotes, a number, true, false or null');
  if ('<='.includes(operator[0] ?? '') && operator !== '==' && typeof value !== 'number')
    throw wrong('a number');
  if (operator.startsWith('>') && typeof value !== 'number') throw wrong('a number');
  if (operator === 'contains' && value === '') throw wrong('text that is not empty');
  return value;
}

function readPattern(written: string): Operand {
  const pattern = parsePattern(written);
  if (typeof pattern === 'string') throw new Wrong(`matches ${written || 'nothing'}: ${pattern}`);
  return pattern;
}

/** JSON, as far as it is one value; numbers only when they are exact. */
function scalar(written: string): string | number | boolean | null | undefined {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value === 'number') return isExact(value) ? value : undefined;
    return value === null || typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Beyond 2^53, different numbers are read as the same one. */
export function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
