import { createHash } from 'node:crypto';
import type { FileEntry, Files } from '@workaday/core';

export const repository = 'your-org/shop';

/** A merge: what it brings, and how it turns out. */
export interface Commit {
  /** Place on the default branch: 1, 2, 3 … */
  order: number;
  sha: string;
  version: string;
  image: string;
  /** Its pods are ready, and answer with 500. */
  bad: boolean;
  /** There is no image of this name. */
  missing: boolean;
  /** It has an object that others have not. */
  extra: boolean;
  /** The commit that it reverts. */
  reverts: string | undefined;
}

export function shaOf(order: number): string {
  return createHash('sha1').update(`commit ${order}`).digest('hex');
}

/** An image by its digest, which nobody has built. */
export function imageOf(name: string): string {
  const digest = createHash('sha256').update(`image ${name}`).digest('hex');
  return `registry.example/shop@sha256:${digest}`;
}

const smoke = 'smoke: { settle: 1s, interval: 1s, clean: 3, limit: 30s, rule: fast, questions: 1 }';

export function configOf(namespace: string): string {
  return `app: shop
${smoke}
environments: { production: { namespace: ${namespace}, url: 'https://shop.example' } }
`;
}

/** Answers as its settings say. */
const program =
  "require('node:http').createServer((_, answer) => { answer.statusCode = Number(process.env.STATUS); answer.end('shop'); }).listen(8080)";

/** What a commit says of the shop; it can be told by each of its objects. */
export function manifestsOf({ order, extra, bad }: Commit): object[] {
  const data = { commit: String(order), STATUS: bad ? '500' : '200' };
  const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  return [
    // Read by the pods, so that it has a name of its own for each content.
    configMap('settings'),
    configMap('flags'),
    ...(extra ? [configMap('extra')] : []),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'shop',
                image: 'shop',
                command: ['node', '-e', program],
                envFrom: [{ configMapRef: { name: 'settings' } }],
                ports: [{ name: 'http', containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', annotations: { commit: String(order) } },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  ];
}

/** The checkout of a commit. */
export function checkoutOf(commit: Commit, namespace: string): Files {
  const texts = new Map([['workaday.yml', configOf(namespace)]]);
  manifestsOf(commit).forEach((object, index) => {
    texts.set(`k8s/${index}.json`, JSON.stringify(object));
  });
  return {
    readText: async (path) => texts.get(path),
    kind: async (path) => {
      if (texts.has(path)) return 'file';
      return path === 'k8s' ? 'directory' : undefined;
    },
    list: async (path) =>
      [...texts.keys()]
        .filter((name) => name.startsWith(`${path}/`))
        .map((name): FileEntry => ({ path: name.slice(path.length + 1), kind: 'file' })),
  };
}
