import { expect, test } from 'vitest';
import { portProbe } from '../src/node/reach.ts';
import { certificateFor } from './local/certificate.ts';
import { httpServer, httpsServer, rawServer, refusedPort } from './local/servers.ts';

const place = { host: '127.0.0.1', timeout: 5000, turn: 0, tls: false };
const here = async () => ({ kind: 'addresses' as const, addresses: [{ address: '127.0.0.1', family: 4 }] });
const portOf = (url: string) => Number(new URL(url).port);

test('a port that accepts connections is reached, whatever it says', async () => {
  const port = portOf(await rawServer(() => undefined));
  expect(await portProbe()({ ...place, port })).toMatchObject({
    kind: 'connected',
    timings: { connect: expect.any(Number) },
  });
});

test('a closed port is a connect fault', async () => {
  expect(await portProbe()({ ...place, port: await refusedPort() })).toMatchObject({
    kind: 'fault',
    class: 'connect',
  });
});

test('a metadata address is never connected to', async () => {
  expect(await portProbe()({ ...place, host: '169.254.169.254', port: 80 })).toMatchObject({ kind: 'none' });
});

const good = certificateFor('DNS:shop.example.com');

test.each([
  [
    'a chain and name that hold',
    'shop.example.com',
    good,
    good.ca,
    { kind: 'connected', certificateDays: 1 },
  ],
  ['another name', 'other.example.com', good, good.ca, { kind: 'fault', class: 'tls' }],
  ['an unknown authority', 'shop.example.com', good, undefined, { kind: 'fault', class: 'tls' }],
] as const)('TLS with %s', async (_name, host, { cert, key }, ca, expected) => {
  const port = await httpsServer({ cert, key }, (_request, response) => response.end());
  const probe = portProbe({ resolve: here, ...(ca === undefined ? {} : { ca }) });
  expect(await probe({ ...place, host, port, tls: true })).toMatchObject(expected);
});

test('TLS with a certificate that has ended', async () => {
  const { ca, cert, key } = certificateFor('DNS:shop.example.com', -1);
  const port = await httpsServer({ cert, key }, (_request, response) => response.end());
  expect(
    await portProbe({ ca, resolve: here })({ ...place, host: 'shop.example.com', port, tls: true }),
  ).toMatchObject({
    kind: 'fault',
    class: 'tls',
    detail: expect.stringMatching(/expired/),
  });
});

test('a plain server is a TLS fault, and a silent one a timeout', async () => {
  const plain = portOf(await httpServer((_request, response) => response.end()));
  expect(await portProbe()({ ...place, port: plain, tls: true })).toMatchObject({
    kind: 'fault',
    class: 'tls',
  });
  const silent = portOf(await rawServer(() => undefined));
  expect(await portProbe()({ ...place, port: silent, tls: true, timeout: 100 })).toMatchObject({
    class: 'timeout',
    detail: expect.stringContaining('the TLS handshake'),
  });
});
