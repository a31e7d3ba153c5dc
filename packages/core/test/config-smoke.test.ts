import { expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { Failure } from '../src/failure.ts';

function problemsOf(text: string): string[] {
  try {
    parseConfig(text, 'workaday.yml');
  } catch (error) {
    if (error instanceof Failure) return (error.parts.problems ?? []).map(({ what }) => what);
    throw error;
  }
  return [];
}

test.each([
  'checks: [{ path: /health, expect: ["latency < 800ms"], redirects: 5, cache-bust: true }]',
  'checks: [{ tcp: "db.example.com:5432" }, { tcp: "[2001:db8::1]:80", timeout: 2s }]',
  'checks: [{ tls: shop.example.com, expect: ["certificate.days > 14"] }, { tls: "a.example:8443" }]',
  'checks: [{ name: end to end, command: [node, smoke.mjs], timeout: 60s }]',
  'control: [{ url: "https://db.example.com/ping", status: 204 }, { tcp: "db:5432" }, { tls: mail.example.com }]',
  'smoke: { settle: 0s, interval: 1s, clean: 3, limit: 1m, rule: fast, inconclusive: hold, questions: 1 }',
  'smoke: {}',
  'freeze: { after: 0, for: 2h }',
])('accepts %s', (text) => expect(problemsOf(text)).toEqual([]));

test.each([
  ['checks: [{ tcp: "db:1", command: [x] }]', /\["tcp","command"\]: expected one of tcp, command/],
  ['checks: [{ tcp: "db:1", path: /x }]', /path cannot go with tcp/],
  ['checks: [{ command: [x], expect: ["status == 200"] }]', /expect cannot go with command/],
  ['checks: [{ tls: a.example, headers: { authorization: s3cret } }]', /headers cannot go with tls/],
  ['checks: [{ tcp: db.example.com }]', /expected HOST:PORT, such as db\.example\.com:5432/],
  ['checks: [{ tls: "https://a.example" }]', /expected HOST or HOST:PORT/],
  ['checks: [{ command: [] }]', /expected a program and its arguments/],
  ['checks: [{ command: "rm -rf /" }]', /command is "rm -rf \/"/],
  ['checks: [{ expect: [] }]', /expected at least one condition/],
  ['checks: [{ redirects: 6 }]', /redirects is 6/],
  ['checks: [{ url: "https://a.example" }]', /url is not a key/],
  ['control: [{ status: 200 }]', /\["status"\]: expected one of url, tcp, tls/],
  ['control: [{ url: "https://a.example", tcp: "a:1" }]', /url cannot go with tcp/],
  ['control: [{ command: [x] }]', /command is not a key/],
  ['smoke: { interval: 1ms }', /interval is "1ms": expected 500ms to 5m/],
  ['smoke: { clean: 2 }', /clean is 2/],
  ['freeze: { after: -1 }', /after is -1/],
  ['freeze: { for: 5s }', /for is "5s": expected 1m to 30d/],
  ['smoke: { questions: 0 }', /questions is 0/],
  ['smoke: { rule: lenient }', /rule is "lenient"/],
  ['smoke: { limit: 30s }', /12 clean rounds every 5\.0s take longer than the limit of 30s/],
])('refuses %s', (text, problem) => {
  const problems = problemsOf(text);
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems.join()).not.toContain('s3cret');
});
