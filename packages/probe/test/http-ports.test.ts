import { expect, test } from 'vitest';
import { httpPorts, isTls, type NamedPort } from '../src/http-ports.ts';

const port = (number: number, name?: string, appProtocol?: string, protocol = 'TCP'): NamedPort => ({
  name,
  port: number,
  protocol,
  appProtocol,
});

test.each([
  ['the only port', [port(80)], [80]],
  ['the only port, whatever its name', [port(9000, 'main')], [9000]],
  ['a port named http', [port(80, 'http'), port(9090, 'metrics')], [80]],
  ['names with a suffix', [port(80, 'http-public'), port(81, 'http-admin')], [80, 81]],
  ['what appProtocol says, before the name', [port(80, 'http', 'grpc'), port(81, 'x', 'HTTP')], [81]],
  ['no database, by number', [port(5432)], []],
  ['no database, by name', [port(6000, 'redis')], []],
  ['no guess between several', [port(80), port(81)], []],
  ['no UDP', [port(80, 'http', undefined, 'UDP')], []],
  ['nothing', [], []],
])('%s', (_name, ports, numbers) => {
  expect(httpPorts(ports).map((found) => found.port)).toEqual(numbers);
});

test('TLS by protocol, name or number', () => {
  expect(isTls(port(8443, 'https'))).toBe(true);
  expect(isTls(port(443))).toBe(true);
  expect(isTls(port(443, 'https', 'http'))).toBe(false);
  expect(isTls(port(80, 'http'))).toBe(false);
});
