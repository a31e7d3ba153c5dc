import { loadConfig } from '@workaday/core';
import { clusterFailure, isApiError } from '@workaday/kubernetes';
import { after } from './after.ts';
import { before } from './before.ts';
import type { Inputs, SmokeReport } from './contract.ts';
import type { Ports } from './ports.ts';
import { settingOf } from './setting.ts';

/** Everything is read and checked before the cluster is touched. */
export async function smokeTest(inputs: Inputs, ports: Ports): Promise<SmokeReport> {
  const { repository } = ports.context;
  const setting = settingOf(inputs, await loadConfig(ports.files, { path: inputs.config, repository }));
  const cluster = await ports.connect(inputs.kubeconfig);
  try {
    const job = { inputs, setting, cluster, ports };
    return await (inputs.phase === 'before' ? before(job) : after(job));
  } catch (error) {
    if (isApiError(error)) throw clusterFailure(cluster, setting.place.namespace, error);
    throw error;
  } finally {
    cluster.close();
  }
}
