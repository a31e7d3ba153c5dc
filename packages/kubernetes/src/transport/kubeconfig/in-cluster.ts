import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Access, nobody } from './access.ts';
import { notInCluster } from './failure.ts';

/** Where Kubernetes mounts the ServiceAccount of a pod. */
export const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server and ServiceAccount of the pod that this runs in. */
export async function inClusterAccess(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<Access> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port)
    throw notInCluster('$KUBERNETES_SERVICE_HOST and $KUBERNETES_SERVICE_PORT are not set.');
  const tokenFile = join(folder, 'token');
  const ca = await readMounted(join(folder, 'ca.crt'));
  await readMounted(tokenFile);
  return {
    server: {
      url: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
      ca,
      serverName: undefined,
      insecure: false,
      proxy: undefined,
      execConfig: undefined,
    },
    user: { ...nobody, tokenFile },
  };
}

function readMounted(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw notInCluster(`${file} cannot be read (${error.code}).`);
  });
}
