import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Allotment } from '../allotment.ts';
import type { Part } from '../process/part.ts';
import { answersHttp } from '../process/ready.ts';
import type { ApiCall } from './api.ts';
import { runtimeSocket } from './runtime.ts';

/** Settings that let a kubelet live beside others on a small machine: see the comments for what is unusual. */
export function kubeletConfig(own: Allotment, ca: string) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: own.nodeAddress,
    healthzPort: 0,
    authentication: { x509: { clientCAFile: ca }, webhook: { enabled: true }, anonymous: { enabled: false } },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${runtimeSocket(own)}`,
    clusterDNS: [own.nodeAddress],
    clusterDomain: 'cluster.local',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: own.cgroup,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    // Its chains would be the same for every kubelet of the machine, and kube-proxy does without them.
    makeIPTablesUtilChains: false,
    podLogsDir: join(own.dir, 'pod-logs'),
    volumePluginDir: join(own.dir, 'volume-plugins'),
    // The machine's disk is not the testbed's: pods are not evicted because other things fill it.
    evictionHard: { 'nodefs.available': '0%', 'imagefs.available': '0%', 'memory.available': '0%' },
    imageGCHighThresholdPercent: 100,
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
  };
}

const isReady = (status: { conditions?: { type: string; status: string }[] }) =>
  status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

/** The node; ready when the API server knows it as Ready. */
export function kubelet(own: Allotment, binary: string, ca: string, kubeconfig: string, call: ApiCall): Part {
  const config = join(own.dir, 'kubelet.yaml');
  writeFileSync(config, stringify(kubeletConfig(own, ca)));
  return {
    name: 'kubelet',
    command: binary,
    args: [
      `--config=${config}`,
      `--kubeconfig=${kubeconfig}`,
      `--cert-dir=${join(own.dir, 'kubelet-certificates')}`,
      `--root-dir=${join(own.dir, 'kubelet')}`,
      `--hostname-override=${own.name}`,
      `--node-ip=${own.nodeAddress}`,
    ],
    ready: async () => {
      const answer = await call('GET', `/api/v1/nodes/${own.name}`);
      return answer.status === 200 && isReady(JSON.parse(answer.body).status);
    },
  };
}

/** ClusterIPs and NodePorts, in an nftables table of its own (see tools/proxy-table.ts). */
export function kubeProxy(own: Allotment, binary: string, kubeconfig: string): Part {
  const config = join(own.dir, 'kube-proxy.yaml');
  const settings = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig },
    hostnameOverride: own.name,
    bindAddress: own.nodeAddress,
    clusterCIDR: own.podCidr,
    nodePortAddresses: [`${own.nodeAddress}/32`],
    healthzBindAddress: `${own.nodeAddress}:10256`,
    metricsBindAddress: `${own.loopback}:10249`,
    conntrack: { maxPerCore: 0, min: 0 },
  };
  writeFileSync(config, stringify(settings));
  return {
    name: 'kube-proxy',
    command: binary,
    args: [`--config=${config}`],
    env: { KUBE_PROXY_TABLE: own.proxyTable },
    ready: () => answersHttp(`http://${own.nodeAddress}:10256/healthz`),
  };
}
