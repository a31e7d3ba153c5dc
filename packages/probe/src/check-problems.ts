import { type Check, type Control, type HttpCheck, mayWrite } from './checks.ts';

/** Headers that belong to the connection; a check that sets them would break the exchange itself. */
const connectionHeaders =
  /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;
const longestTimeout = { command: 600_000, others: 60_000 };

/** Everything for which a check could never be asked, as ends of a sentence. */
export function checkProblems(check: Check | Control, all: readonly (Check | Control)[]): string[] {
  const problems: string[] = [];
  if (all.find((other) => other.name === check.name) !== check) {
    problems.push('has the name of an earlier one; give each its own `name`');
  }
  if (check.name.trim() === '' || check.name.length > 100)
    problems.push('needs a name of 1 to 100 characters');
  const longest = check.kind === 'command' ? longestTimeout.command : longestTimeout.others;
  if (!(check.timeout >= 1 && check.timeout <= longest)) {
    problems.push(`has a timeout outside 1ms to ${longest / 1000}s`);
  }
  if (check.kind === 'http') problems.push(...httpProblems(check));
  if (check.kind === 'tcp' || check.kind === 'tls') problems.push(...portProblems(check));
  if (check.kind === 'command' && check.argv[0]?.trim() === '') problems.push('names no program');
  return problems;
}

function httpProblems(check: HttpCheck): string[] {
  const { path, status, expect, headers, method, body, redirects } = check;
  const problems: string[] = [];
  if (body !== undefined && !mayWrite(check)) {
    problems.push('has a body, which a GET does not send; name the `method`, such as POST');
  }
  if (redirects > 0 && mayWrite(check)) {
    problems.push(`follows redirects with ${method}, which could write twice; expect the redirect itself`);
  }
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('#')) {
    problems.push(`asks ${JSON.stringify(path)}, expected a path without spaces, such as /health?full=1`);
  }
  if (/(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(path)) {
    problems.push(`asks ${JSON.stringify(path)}, expected a path without . and .. segments`);
  }
  if (status !== undefined && expect.some(({ subject }) => subject.of === 'status')) {
    problems.push('says twice what the status must be; leave `status` out, or the condition');
  }
  for (const [name, value] of Object.entries(headers)) problems.push(...headerProblems(name, value));
  return problems;
}

function portProblems({ port, expect }: Extract<Check, { kind: 'tcp' | 'tls' }>): string[] {
  const problems = port >= 1 && port <= 65_535 ? [] : [`has the port ${port}, expected 1 to 65535`];
  const foreign = expect.filter(
    ({ subject }) => subject.of !== 'certificate.days' && subject.of !== 'latency',
  );
  return [
    ...problems,
    ...foreign.map(
      ({ text }) =>
        `expects ${JSON.stringify(text)}, but without HTTP only latency and certificate.days are known`,
    ),
  ];
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
