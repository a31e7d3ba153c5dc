import { Failure, type Problem, parseDuration, type RawCheck, type RawControl } from '@workaday/core';
import { checkProblems } from './check-problems.ts';
import type { Check, Control, HttpCheck, PortCheck } from './checks.ts';
import { parseCondition, parsePlace } from './conditions/parse.ts';
import { shownPath } from './sent-secrets.ts';

const defaults = { path: '/', status: 200, timeout: '5s', commandTimeout: '30s', tlsPort: 443 };

/** More would make a round longer than it may be, and the evidence larger than an output may be. */
const maximumChecks = 50;

/**
 * Fills in the defaults; with no check configured, `GET /` must answer exactly 200.
 * Throws one Failure (`bad-config`) that lists every check which could never be asked.
 */
export function resolveChecks(configured: readonly RawCheck[]): Check[] {
  const given = configured.length === 0 ? [{}] : configured;
  return resolved(
    given,
    resolveCheck,
    'checks',
    'Correct `checks` in workaday.yml or in the input of this step',
  );
}

/** What the app depends on, with the defaults filled in; throws like `resolveChecks`. */
export function resolveControl(configured: readonly RawControl[]): Control[] {
  return resolved(configured, resolveDependency, 'control', 'Correct `control` in workaday.yml');
}

interface Raw {
  expect?: readonly string[] | undefined;
  version?: string | undefined;
}

function resolved<Given extends Raw, Found extends Check | Control>(
  given: readonly Given[],
  resolve: (raw: Given, parsed: Parsed) => Found,
  key: string,
  next: string,
): Found[] {
  const wrong: Problem[] = [];
  const found = given.map((raw, index) => {
    const conditions = (raw.expect ?? []).map((text) => ({ text, read: parseCondition(text) }));
    const expect = conditions.flatMap(({ read }) => ('problem' in read ? [] : [read]));
    const place = raw.version === undefined ? undefined : parsePlace(raw.version);
    const known = place === undefined || 'problem' in place ? undefined : place;
    const check = resolve(raw, { expect, version: known });
    const label = `${key === 'control' ? 'dependency' : 'check'} ${index + 1} (${JSON.stringify(check.name)})`;
    for (const { text, read } of conditions) {
      if ('problem' in read)
        wrong.push({ what: `${label} expects ${JSON.stringify(text)}, which ${read.problem}` });
    }
    if (place && 'problem' in place)
      wrong.push({ what: `${label} has the version ${JSON.stringify(raw.version)}, which ${place.problem}` });
    return { check, label };
  });
  const checks = found.map(({ check }) => check);
  for (const { check, label } of found) {
    wrong.push(...checkProblems(check, checks).map((text) => ({ what: `${label} ${text}` })));
  }
  if (checks.length > maximumChecks) {
    wrong.push({ what: `there are ${checks.length} ${key}, expected at most ${maximumChecks}` });
  }
  if (wrong.length === 0) return checks;
  throw new Failure({
    reason: 'bad-config',
    what: `the ${key} cannot be asked: ${wrong.map((problem) => problem.what).join('; ')}`,
    next: `${next}; nothing was touched.`,
    problems: wrong,
  });
}

/** What was written as text, read. */
type Parsed = Pick<HttpCheck, 'expect' | 'version'>;

function resolveCheck(raw: RawCheck, parsed: Parsed): Check {
  if (raw.command !== undefined) {
    const timeout = millisecondsOf(raw.timeout ?? defaults.commandTimeout);
    const name = raw.name ?? raw.command.join(' ');
    return { kind: 'command', name, timeout, expect: parsed.expect, argv: raw.command };
  }
  const port = portCheck(raw, parsed);
  if (port !== undefined) return port;
  const path = raw.path ?? defaults.path;
  const shown = `${raw.method ?? 'GET'} ${shownPath(path)}`;
  const asked = raw.service === undefined ? shown : `${shown} of ${raw.service}`;
  return { ...httpCheck(raw, parsed), name: raw.name ?? asked, path, service: raw.service };
}

function resolveDependency(raw: RawControl, parsed: Parsed): Control {
  const port = portCheck(raw, parsed);
  if (port !== undefined) return port;
  const url = raw.url ?? '';
  return { ...httpCheck(raw, parsed), name: raw.name ?? `${raw.method ?? 'GET'} ${shownPath(url)}`, url };
}

function portCheck(raw: RawCheck | RawControl, { expect }: Parsed): PortCheck | undefined {
  const kind = raw.tcp === undefined ? 'tls' : 'tcp';
  const place = raw[kind];
  if (place === undefined) return undefined;
  const [, host = '', port = String(defaults.tlsPort)] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  const timeout = millisecondsOf(raw.timeout ?? defaults.timeout);
  return { kind, name: raw.name ?? `${kind} ${place}`, timeout, expect, host, port: Number(port) };
}

function httpCheck(raw: RawCheck | RawControl, { expect, version }: Parsed): HttpCheck {
  const asksStatus = expect.some(({ subject }) => subject.of === 'status');
  return {
    kind: 'http',
    name: '',
    method: raw.method ?? 'GET',
    body: raw.body,
    timeout: millisecondsOf(raw.timeout ?? defaults.timeout),
    expect,
    path: defaults.path,
    status: raw.status ?? (asksStatus ? undefined : defaults.status),
    contains: raw.contains,
    headers: raw.headers ?? {},
    redirects: raw.redirects ?? 0,
    version,
    cacheBust: raw['cache-bust'] ?? false,
    service: undefined,
  };
}

function millisecondsOf(text: string): number {
  return parseDuration(text) ?? Number.NaN;
}
