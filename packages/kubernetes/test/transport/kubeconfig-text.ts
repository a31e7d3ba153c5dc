import { stringify } from 'yaml';
import { loadKubeconfig } from '../../src/transport/kubeconfig/load.ts';
import { certificate } from './http2-server.ts';

export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const certificateData = base64(certificate.cert);
export const keyData = base64(certificate.key);

export interface Parts {
  cluster?: object;
  user?: object | null;
  context?: object;
  top?: object;
}
/** A kubeconfig with parts of it changed. */
export const config = ({
  cluster = {},
  user = { token: 'canary-token' },
  context = {},
  top = {},
}: Parts = {}) =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod',
    contexts: [{ name: 'prod', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [{ name: 'c', cluster: { server: 'https://k8s.example.org:6443', ...cluster } }],
    users: user === null ? [] : [{ name: 'u', user }],
    ...top,
  });
export const load = (text: string, withoutCredential = false) =>
  loadKubeconfig(text, { env: {}, withoutCredential });
