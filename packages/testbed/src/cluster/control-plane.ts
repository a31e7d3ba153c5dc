import { join } from 'node:path';
import type { Allotment } from '../allotment.ts';
import type { Part } from '../process/part.ts';
import { answersHttp } from '../process/ready.ts';
import type { ApiCall } from './api.ts';
import { authenticationFile } from './authentication.ts';
import type { Certificates } from './certificates.ts';

export const etcdUrl = (own: Allotment) => `http://${own.loopback}:2379`;
export const serverUrl = (own: Allotment) => `https://${own.nodeAddress}:6443`;

/** One etcd, in which nothing has to survive the machine. */
export function etcd(own: Allotment, binary: string): Part {
  const client = etcdUrl(own);
  const peer = `http://${own.loopback}:2380`;
  return {
    name: 'etcd',
    command: binary,
    args: [
      ...['--name', own.name, '--data-dir', join(own.dir, 'etcd'), '--unsafe-no-fsync'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `${own.name}=${peer}`, '--log-level', 'warn'],
    ],
    ready: () => answersHttp(`${client}/health`),
  };
}

/** The API server, on the node's address so that pods reach it too; admission is upstream's default set. */
export function apiServer(own: Allotment, binary: string, certificates: Certificates, call: ApiCall): Part {
  const {
    ca,
    'api-server': serving,
    'service-account': tokens,
    'api-server-to-kubelet': toKubelet,
  } = certificates;
  return {
    name: 'kube-apiserver',
    command: binary,
    args: [
      `--etcd-servers=${etcdUrl(own)}`,
      `--bind-address=${own.nodeAddress}`,
      `--advertise-address=${own.nodeAddress}`,
      '--secure-port=6443',
      `--tls-cert-file=${serving.cert}`,
      `--tls-private-key-file=${serving.key}`,
      `--client-ca-file=${ca.cert}`,
      `--authentication-config=${authenticationFile(own)}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-signing-key-file=${tokens.key}`,
      `--service-account-key-file=${tokens.cert}`,
      `--service-cluster-ip-range=${own.serviceCidr}`,
      `--kubelet-client-certificate=${toKubelet.cert}`,
      `--kubelet-client-key=${toKubelet.key}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--allow-privileged=true',
    ],
    ready: async () => (await call('GET', '/readyz')).status === 200,
  };
}

/** The controllers; there is one of them, so no leader to elect. */
export function controllerManager(
  own: Allotment,
  binary: string,
  certificates: Certificates,
  kubeconfig: string,
  call: ApiCall,
): Part {
  const { ca, 'service-account': tokens } = certificates;
  return {
    name: 'kube-controller-manager',
    command: binary,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--leader-elect=false',
      '--secure-port=0',
      // Every controller gets its token in turn; at the usual rate that takes five seconds of the start.
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${tokens.key}`,
      `--root-ca-file=${ca.cert}`,
      `--cluster-signing-cert-file=${ca.cert}`,
      `--cluster-signing-key-file=${ca.key}`,
      `--flex-volume-plugin-dir=${join(own.dir, 'volume-plugins')}`,
    ],
    ready: async () =>
      (await call('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
  };
}

/** The scheduler is ready when it runs: pods wait for it. */
export function scheduler(binary: string, kubeconfig: string): Part {
  return {
    name: 'kube-scheduler',
    command: binary,
    args: [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'],
    ready: async () => true,
  };
}
