import { join } from 'node:path';
import type { Allotment } from '../allotment.ts';
import { cniFolder } from '../debian.ts';
import { type PartHost, startPart } from '../process/part.ts';
import type { TestbedDescription } from '../testbed-description.ts';
import { ensureTool } from '../tools/ensure-tool.ts';
import { apiWith } from './api.ts';
import { authenticationFile, trustIssuers } from './authentication.ts';
import { type Certificates, type ClientName, issueCertificates } from './certificates.ts';
import { apiServer, controllerManager, etcd, scheduler, serverUrl } from './control-plane.ts';
import { coredns, grantDns } from './dns.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { kubelet, kubeProxy } from './node.ts';
import { containerd } from './runtime.ts';

const certificateDir = (own: Allotment) => join(own.dir, 'certificates');

/** Starts the control plane and its node; every part starts as soon as what it needs is ready. */
export async function startBuilt(
  own: Allotment,
  host: PartHost,
  registry: string,
  pauseImage: Promise<unknown>,
): Promise<TestbedDescription['cluster']> {
  const server = serverUrl(own);
  const runtime = startPart(host, containerd(own, registry, cniFolder()));
  // Waited for below; until then its failure must not count as one that nobody handles.
  runtime.catch(() => undefined);
  const addresses = [own.nodeAddress, own.firstServiceAddress, '127.0.0.1'];
  const store = startPart(host, etcd(own, await ensureTool('etcd', host.progress)));
  const [certificates] = await Promise.all([
    issueCertificates(certificateDir(own), own.name, addresses),
    store,
  ]);
  const { ca, admin } = certificates;
  const call = apiWith(server, ca.cert, admin);
  trustIssuers(authenticationFile(own), []);
  await startPart(
    host,
    apiServer(own, await ensureTool('kube-apiserver', host.progress), certificates, call),
  );

  const access = (client: ClientName) => kubeconfigOf(own, certificates, client);
  const tool = async (name: Parameters<typeof ensureTool>[0]) => ensureTool(name, host.progress);
  const manager = await tool('kube-controller-manager');
  const node = Promise.all([runtime, pauseImage]).then(async () =>
    startPart(host, kubelet(own, await tool('kubelet'), ca.cert, access('kubelet'), call)),
  );
  await Promise.all([
    node,
    startPart(host, controllerManager(own, manager, certificates, access('controller-manager'), call)),
    startPart(host, scheduler(await tool('kube-scheduler'), access('scheduler'))),
    startPart(host, kubeProxy(own, await tool('kube-proxy'), access('kube-proxy'))),
    grantDns(call).then(async () => startPart(host, coredns(own, await tool('coredns'), access('coredns')))),
  ]);
  return {
    kubeconfig: access('admin'),
    server,
    provider: 'built',
    nodeAddress: own.nodeAddress,
    authentication: authenticationFile(own),
  };
}

function kubeconfigOf(own: Allotment, certificates: Certificates, client: ClientName): string {
  const file = join(certificateDir(own), `${client}.kubeconfig`);
  return writeKubeconfig(file, serverUrl(own), certificates.ca.cert, certificates[client], own.name);
}
