import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { KeyPair } from './certificates.ts';

const base64 = (file: string) => readFileSync(file).toString('base64');

/** Writes a kubeconfig for one client certificate, readable by its owner only. */
export function writeKubeconfig(
  file: string,
  server: string,
  ca: string,
  client: KeyPair,
  name: string,
): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [
      {
        name,
        user: { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}

type Kubeconfig = {
  'current-context'?: string;
  contexts?: { name: string; context: { cluster: string } }[];
  clusters?: { name: string; cluster: { server?: string } }[];
};

/** The API server's URL that a kubeconfig's current context names. */
export function serverOf(file: string): string {
  const config = parse(readFileSync(file, 'utf8')) as Kubeconfig | null;
  const current = config?.contexts?.find(({ name }) => name === config['current-context']);
  const server = config?.clusters?.find(({ name }) => name === current?.context.cluster)?.cluster.server;
  if (server) return server;
  throw new Error(
    `${file}: its current context (${JSON.stringify(config?.['current-context'] ?? '')}) leads to no cluster with a server. ` +
      'Look with `kubectl config view --minify`; choose a context with `kubectl config use-context NAME`.',
  );
}
