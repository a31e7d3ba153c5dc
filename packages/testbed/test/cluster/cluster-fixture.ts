import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../src/process/run.ts';
import type { Testbed } from '../../src/testbed.ts';

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A namespace `app` under PodSecurity's `restricted`, with a web server behind a NodePort and a pod to look around from. */
export function fixtureObjects(registry: string): unknown[] {
  const server = {
    name: 'web',
    image: `${registry}/workaday/static-http:1`,
    env: [{ name: 'TEXT', value: 'from the pod' }],
    readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 },
    securityContext: restricted,
  };
  const shell = {
    name: 'shell',
    image: 'node:24-slim',
    command: ['sleep', '3600'],
    securityContext: { ...restricted, runAsUser: 1000 },
  };
  const labels = { app: 'web' };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'app', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'app' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [server] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'app' },
      spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shell', namespace: 'app' },
      spec: { containers: [shell], terminationGracePeriodSeconds: 0 },
    },
  ];
}

/** kubectl against a testbed; standard input and environment as `run` takes them. */
export function kubectlOf(testbed: Testbed) {
  const command = join(testbed.bin, 'kubectl');
  const env = { ...process.env, ...testbed.env };
  return (args: string[], input = '') => run(command, args, { env, input });
}

/** A build context with one file and a Dockerfile `FROM node:24-slim` that also runs a command. */
export function writeContext(folder: string): void {
  writeFileSync(join(folder, 'index.js'), "console.log('built and run');\n");
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM node:24-slim\nWORKDIR /app\nCOPY index.js .\nRUN node -v > version\nUSER node\nCMD ["node", "index.js"]\n',
  );
}

/** Repeats a request until it is answered: kube-proxy learns of new endpoints a moment after they are ready. */
export async function eventuallyText(url: string): Promise<string> {
  for (const end = Date.now() + 30_000; ; await delay(100)) {
    try {
      return await (await fetch(url, { signal: AbortSignal.timeout(2000) })).text();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
