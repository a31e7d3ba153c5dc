import { parseJsonObject } from './json.ts';

interface RegistryError {
  code?: unknown;
  message?: unknown;
}

/** The errors that a registry lists in the body of an answer; none when the body is something else. */
function errorsIn(body: string): RegistryError[] {
  const errors = parseJsonObject(body)?.['errors'];
  return Array.isArray(errors) ? errors.filter((each) => typeof each === 'object' && each !== null) : [];
}

/** Whether the registry names this code of the distribution API, such as `NAME_INVALID`. */
export function hasCode(body: string, code: string): boolean {
  return errorsIn(body).some((error) => error.code === code);
}

/** Whether a token server refuses what it was given as a login (RFC 6749, 5.2). */
export function saysBadGrant(body: string): boolean {
  return parseJsonObject(body)?.['error'] === 'invalid_grant';
}

/** The registry's own words in an error body, e.g. `DENIED: requested access is denied`; at most 500 characters. */
export function registrySays(body: string): string {
  const said = errorsIn(body)
    .map(({ code, message }) => [code, message].filter((each) => typeof each === 'string' && each).join(': '))
    .filter(Boolean)
    .join('; ');
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  return oneLine(said).slice(0, 500) || oneLine(body.replace(/<[^>]*>/g, ' ')).slice(0, 200);
}

/** Whether the registry's own disk is full; distribution tells the number of the system's error, 28. */
export function saysDiskFull(body: string): boolean {
  return /no space left|ENOSPC|"Err":\s*28\b/i.test(body);
}
