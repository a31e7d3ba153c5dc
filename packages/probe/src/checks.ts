import { Failure, type Problem, parseDuration, type RawCheck } from '@workaday/core';

/** A check with every default filled in. */
export interface Check {
  /** Unique among the checks of an app; the key of evidence and of prechecks. */
  name: string;
  /** Path and query, from the root of whatever is asked. */
  path: string;
  status: number;
  contains: string | undefined;
  headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  timeout: number;
  /** The Kubernetes Service to ask; every Service with an HTTP port when undefined. */
  service: string | undefined;
}

const defaults = { path: '/', status: 200, timeout: '5s' };

/** More would make a round longer than it may be, and the evidence larger than an output may be. */
const maximumChecks = 50;

/** Headers that belong to the connection; a check that sets them would break the exchange itself. */
const connectionHeaders =
  /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;

/**
 * Fills in the defaults; with no check configured, `GET /` must answer exactly 200.
 * Throws one Failure (`bad-config`) that lists every check which could never be asked.
 */
export function resolveChecks(configured: readonly RawCheck[]): Check[] {
  const checks = (configured.length === 0 ? [{}] : configured).map(resolveCheck);
  const problems = checks.flatMap((check, index) => problemsOf(check, index, checks));
  if (checks.length > maximumChecks) {
    problems.push({ what: `there are ${checks.length} checks, expected at most ${maximumChecks}` });
  }
  if (problems.length === 0) return checks;
  throw new Failure({
    reason: 'bad-config',
    what: `the checks cannot be asked: ${problems.map((problem) => problem.what).join('; ')}`,
    next: 'Correct `checks` in workaday.yml or in the input of this step; nothing was touched.',
    problems,
  });
}

function resolveCheck(raw: RawCheck): Check {
  const path = raw.path ?? defaults.path;
  const asked = raw.service === undefined ? `GET ${path}` : `GET ${path} of ${raw.service}`;
  return {
    name: raw.name ?? asked,
    path,
    status: raw.status ?? defaults.status,
    contains: raw.contains,
    headers: raw.headers ?? {},
    timeout: parseDuration(raw.timeout ?? defaults.timeout) ?? Number.NaN,
    service: raw.service,
  };
}

function problemsOf(check: Check, index: number, all: readonly Check[]): Problem[] {
  const label = `check ${index + 1} (${JSON.stringify(check.name)})`;
  const what: string[] = [];
  if (all.findIndex((other) => other.name === check.name) !== index) {
    what.push('has the name of an earlier check; give each its own `name`');
  }
  if (check.name.trim() === '' || check.name.length > 100) what.push('needs a name of 1 to 100 characters');
  if (!/^\/[\x21-\x7e]*$/.test(check.path) || check.path.includes('#')) {
    what.push(`asks ${JSON.stringify(check.path)}, expected a path without spaces, such as /health?full=1`);
  }
  if (/(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(check.path)) {
    what.push(`asks ${JSON.stringify(check.path)}, expected a path without . and .. segments`);
  }
  if (!(check.timeout >= 1 && check.timeout <= 60_000)) what.push('has a timeout outside 1ms to 60s');
  for (const [name, value] of Object.entries(check.headers)) what.push(...headerProblems(name, value));
  return what.map((text) => ({ what: `${label} ${text}` }));
}

/** The value is never shown: it may be a token. */
function headerProblems(name: string, value: string): string[] {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    return [`has no valid header name: ${JSON.stringify(name)}`];
  if (connectionHeaders.test(name)) return [`sets the header ${name}, which belongs to the connection`];
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    return [`has characters in the header ${name} that HTTP does not allow`];
  }
  return [];
}
