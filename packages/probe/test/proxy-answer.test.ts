import { expect, test } from 'vitest';
import { headersKeptByApiServer, readProxyAnswer } from '../src/proxy-answer.ts';

const status = (code: number, reason: string, message: string) => ({
  status: code,
  headers: { 'content-type': 'application/json' },
  text: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }),
});
const dial = 'error trying to reach service: dial tcp 10.1.2.3:8080: connect: connection refused';

test.each([
  ['refused by the pod', status(503, 'ServiceUnavailable', dial), 'fault', 'connect'],
  ['cut by the pod', status(502, 'BadGateway', 'error trying to reach service: EOF'), 'fault', 'reset'],
  [
    'a slow pod',
    status(503, 'ServiceUnavailable', 'error trying to reach service: dial tcp 10.1.2.3:80: i/o timeout'),
    'fault',
    'timeout',
  ],
  [
    'no TLS there',
    status(
      503,
      'ServiceUnavailable',
      'error trying to reach service: tls: first record does not look like a TLS handshake',
    ),
    'fault',
    'tls',
  ],
  ['no right', status(403, 'Forbidden', 'pods "web-1" is forbidden'), 'none', undefined],
  ['no such pod', status(404, 'NotFound', 'pods "web-1" not found'), 'none', undefined],
  ['the API server in trouble', status(500, 'InternalError', 'etcd is away'), 'none', undefined],
])('%s', (_name, answer, kind, faultClass) => {
  const asked = readProxyAnswer(answer, 4);
  expect(asked.kind).toBe(kind);
  expect(asked.kind === 'fault' ? asked.class : undefined).toBe(faultClass);
});

test.each([
  [
    'an error of the app',
    { status: 503, headers: { 'content-type': 'text/html', 'audit-id': 'a' }, text: 'busy' },
  ],
  ['another error of the app', { status: 500, headers: { 'content-type': 'text/html' }, text: 'oh no' }],
  ['a limit of the app', { status: 429, headers: { 'audit-id': 'a' }, text: 'slow down' }],
  [
    'JSON of the app',
    { status: 403, headers: { 'content-type': 'application/json' }, text: '{"kind":"Order"}' },
  ],
  ['broken JSON of the app', { status: 500, headers: { 'content-type': 'application/json' }, text: '{' }],
  ['success that looks like a Status', { ...status(503, 'x', dial), status: 200 }],
])('%s is the answer of the app', (_name, answer) => {
  expect(readProxyAnswer(answer, 4)).toMatchObject({
    kind: 'answer',
    status: answer.status,
    body: answer.text,
  });
});

test('a missing right names the rule that is missing', () => {
  const asked = readProxyAnswer(status(403, 'Forbidden', 'pods "web-1" is forbidden'), 4);
  expect(asked.kind === 'none' ? asked.why : '').toContain('get on pods/proxy');
});

test('headers that the API server would act upon are known in any spelling', () => {
  const headers = { Authorization: 'x', 'impersonate-user': 'admin', 'x-tenant': 'smoke' };
  expect(headersKeptByApiServer(headers)).toEqual(['Authorization', 'impersonate-user']);
});

test.each([
  ['an API server that is busy', 429, { 'audit-id': 'a' }, 'Too many requests, please try again later.\n'],
  ['a load balancer before the API server', 502, {}, '<html>Bad Gateway</html>'],
  ['a gateway before the API server', 504, { server: 'nginx' }, ''],
])('%s accuses no pod', (_name, code, headers, text) => {
  expect(readProxyAnswer({ status: code, headers, text }, 4)).toMatchObject({ kind: 'none' });
});

test('a body that ends half way is a fault of the pod, and a long one is cut in sight', () => {
  const answer = { status: 200, headers: { 'audit-id': 'a' }, text: 'wel' };
  expect(readProxyAnswer({ ...answer, partial: 'cut' }, 4)).toMatchObject({ kind: 'fault', class: 'reset' });
  expect(readProxyAnswer({ ...answer, partial: 'longer' }, 4)).toMatchObject({ truncated: true });
});
