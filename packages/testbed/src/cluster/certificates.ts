import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.ts';

/** Paths of a certificate and its private key (PEM). */
export type KeyPair = { cert: string; key: string };
export type Certificates = Record<ClientName | 'ca' | 'api-server' | 'service-account', KeyPair>;
export type ClientName = keyof typeof clients;

const clients = {
  admin: '/O=system:masters/CN=workaday-admin',
  'api-server-to-kubelet': '/O=system:masters/CN=kube-apiserver-kubelet-client',
  'controller-manager': '/CN=system:kube-controller-manager',
  scheduler: '/CN=system:kube-scheduler',
  'kube-proxy': '/CN=system:kube-proxy',
  coredns: '/CN=system:coredns',
  kubelet: '/O=system:nodes/CN=system:node:NODE',
} as const;

type Request = { name: string; subject: string; extensions: readonly string[]; issuer?: KeyPair };

async function issue(dir: string, request: Request): Promise<KeyPair> {
  const pair = { cert: join(dir, `${request.name}.crt`), key: join(dir, `${request.name}.key`) };
  await run('openssl', [
    ...['req', '-x509', '-config', join(dir, 'openssl.cnf'), '-days', '3650', '-nodes'],
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', pair.key, '-out', pair.cert],
    ...['-subj', request.subject],
    ...request.extensions.flatMap((extension) => ['-addext', extension]),
    ...(request.issuer ? ['-CA', request.issuer.cert, '-CAkey', request.issuer.key] : []),
  ]);
  return pair;
}

/**
 * A certificate authority and everything it issues for one cluster.
 * @param addresses IP addresses under which the API server is called
 */
export async function issueCertificates(
  dir: string,
  node: string,
  addresses: string[],
): Promise<Certificates> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, 'openssl.cnf'), '[req]\ndistinguished_name = empty\n[empty]\n');
  const authority = [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign,digitalSignature',
  ];
  const ca = await issue(dir, { name: 'ca', subject: `/CN=${node}-ca`, extensions: authority });

  const names = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const alternatives = [
    ...names.map((name) => `DNS:${name}`),
    ...addresses.map((address) => `IP:${address}`),
  ];
  const leaf = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'];
  const requests: Request[] = [
    {
      name: 'api-server',
      subject: '/CN=kube-apiserver',
      extensions: [...leaf, 'extendedKeyUsage=serverAuth', `subjectAltName=${alternatives.join(',')}`],
      issuer: ca,
    },
    { name: 'service-account', subject: '/CN=service-accounts', extensions: leaf },
    ...Object.entries(clients).map(([name, subject]) => ({
      name,
      subject: subject.replace('NODE', node),
      extensions: [...leaf, 'extendedKeyUsage=clientAuth'],
      issuer: ca,
    })),
  ];
  const pairs = await Promise.all(requests.map(async (request) => [request.name, await issue(dir, request)]));
  return { ca, ...Object.fromEntries(pairs) };
}
