import type { TLSSocket } from 'node:tls';
import { nodeClock } from '@workaday/core/node';
import { selfSigned } from '@workaday/testbed';
import { expect, onTestFinished, test } from 'vitest';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { answer, certificate, http2Server, kubeconfigOf } from './http2-server.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

async function open(url: string, cluster: object = {}, user?: object): Promise<Cluster> {
  const opened = await connect(kubeconfigOf(url, cluster, user), { clock: nodeClock, env: {} });
  onTestFinished(() => opened.close());
  return opened;
}

test('a server of another authority is not trusted, at once', async () => {
  const { url, sockets } = await http2Server(() => undefined);
  const other = { 'certificate-authority-data': base64(selfSigned('IP:127.0.0.1').cert) };
  await expect(open(url, other)).rejects.toMatchObject({ parts: { reason: 'cluster-untrusted' } });
  expect(sockets).toHaveLength(1);
});

test('a certificate for another name is not trusted, unless the kubeconfig says which name to expect', async () => {
  const { url } = await http2Server((stream) => answer(stream, {}), selfSigned('DNS:api.internal'));
  await expect(open(url)).rejects.toMatchObject({ parts: { reason: 'cluster-untrusted' } });
  const named = selfSigned('DNS:api.internal');
  const { url: again } = await http2Server((stream) => answer(stream, {}), named);
  const ca = { 'certificate-authority-data': base64(named.cert) };
  await expect(open(again, ca)).rejects.toMatchObject({
    parts: { reason: 'cluster-untrusted', what: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') },
  });
  const cluster = await open(again, { ...ca, 'tls-server-name': 'api.internal' });
  expect(await cluster.request({ method: 'GET', path: '/a' })).toEqual({});
});

test('a certificate that is not checked is a warning', async () => {
  const { url } = await http2Server((stream) => answer(stream, {}), selfSigned('DNS:elsewhere'));
  const cluster = await open(url, {
    'insecure-skip-tls-verify': true,
    'certificate-authority-data': undefined,
  });
  expect(cluster.warnings()).toEqual([expect.stringContaining('insecure-skip-tls-verify')]);
});

test('a client certificate is shown; a server that refuses it is not mistaken for an untrusted one', async () => {
  const user = {
    'client-certificate-data': base64(certificate.cert),
    'client-key-data': base64(certificate.key),
  };
  const wanted = { requestCert: true, rejectUnauthorized: true, ca: [certificate.cert] };
  const { url } = await http2Server((stream) => {
    const socket = stream.session?.socket as TLSSocket | undefined;
    answer(stream, { subject: socket?.getPeerCertificate().subject.CN });
  }, wanted);
  expect(await (await open(url, {}, user)).request({ method: 'GET', path: '/a' })).toEqual({
    subject: 'test',
  });
  await expect(open(url, {}, { token: 't' })).rejects.toMatchObject({ parts: { reason: 'unauthorized' } });
});

test('what does not speak TLS is named', async () => {
  const { createServer } = await import('node:http');
  const plain = createServer();
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void plain.close());
  const { port } = plain.address() as { port: number };
  await expect(open(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
    parts: { reason: 'cluster-unreachable', why: 'What answers there does not speak TLS.' },
  });
});
