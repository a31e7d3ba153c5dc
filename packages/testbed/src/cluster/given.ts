import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { run } from '../process/run.ts';
import type { TestbedDescription } from '../testbed-description.ts';
import { serverOf } from './kubeconfig.ts';

function reach(server: string): Promise<void> {
  const { hostname, port, protocol } = new URL(server);
  return new Promise((done, fail) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({
      host,
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: 10_000,
    });
    socket.on('connect', () => {
      socket.destroy();
      done();
    });
    socket.on('timeout', () => socket.destroy(new Error('no answer within 10 s')));
    socket.on('error', fail);
  });
}

/** The cluster of a kubeconfig that somebody gave with WORKADAY_KUBECONFIG; NodePorts answer on its first node. */
export async function useGiven(kubeconfig: string, kubectl: string): Promise<TestbedDescription['cluster']> {
  const file = resolve(kubeconfig);
  if (!existsSync(file)) throw new Error(`WORKADAY_KUBECONFIG names ${file}, which does not exist.`);
  const server = serverOf(file);
  try {
    await reach(server);
  } catch (cause) {
    throw new Error(`The cluster of WORKADAY_KUBECONFIG (${file}) does not answer at ${server}.`, { cause });
  }
  const address = 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  const nodeAddress = await run(kubectl, ['--kubeconfig', file, 'get', 'nodes', '--output', address]);
  return { kubeconfig: file, server, provider: 'given', ...(nodeAddress ? { nodeAddress } : {}) };
}
