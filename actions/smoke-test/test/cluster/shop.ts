/** What the shop does; it stands in its ConfigMap, so that a bad release differs in nothing else. */
export interface ShopOptions {
  greeting: string;
  /** Status of the main page; readiness does not see it. */
  status?: number;
  /** Status of `/stock`, which depends on something else. */
  stock?: number;
  fault?: Fault;
  replicas?: number;
  /** `Always` asks the registry for the image even where the node has it. */
  pull?: 'Always' | 'IfNotPresent';
  /** Milliseconds for which its pods are not ready. */
  unready?: number;
  /** Whether it brings a migration that the release before may not understand. */
  migrates?: boolean;
}

/** What goes wrong on the main page, although the pods are ready. */
export type Fault =
  | { kind: 'every'; count: number }
  | { kind: 'slow'; milliseconds: number }
  /** After so many good answers. */
  | { kind: 'later'; count: number }
  | { kind: 'pod'; name: string }
  | { kind: 'crash'; milliseconds: number }
  | { kind: 'dependency'; url: string };

const program = `
const { GREETING, STATUS, STOCK, FAULT, UNREADY } = process.env;
const ready = Date.now() + Number(UNREADY);
const { createServer } = require('node:http');
const fault = JSON.parse(FAULT);
let count = 0;
const broken = {
  every: () => ++count % fault.count === 0,
  slow: () => new Promise((done) => setTimeout(done, fault.milliseconds, false)),
  later: () => ++count > fault.count,
  pod: () => require('node:os').hostname() === fault.name,
  dependency: () => fetch(fault.url).then(() => false, () => true),
};
if (fault.kind === 'crash') setTimeout(() => process.exit(3), fault.milliseconds);
process.on('SIGTERM', () => process.exit(0));
createServer(async (request, response) => {
  if (request.url === '/ready') {
    response.statusCode = Date.now() < ready ? 503 : 200;
    return response.end();
  }
  const bad = await broken[fault.kind]?.();
  response.statusCode = bad ? 500 : Number(request.url === '/stock' ? STOCK : STATUS);
  if (response.statusCode >= 500) console.error('cannot show ' + request.url + ': ' + GREETING);
  response.end(GREETING);
}).listen(8080);
`;

const migration = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'migrate',
    annotations: { 'workaday.dev/migration': 'true', 'workaday.dev/rollback': 'unsafe' },
  },
  spec: {
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'migrate', image: 'shop', command: ['node', '-e', '0'] }],
      },
    },
  },
};

/** Manifests of a small app whose main page may be broken while its readiness is fine. */
export function shopManifests({
  greeting,
  status = 200,
  stock = 200,
  fault,
  replicas = 1,
  pull = 'IfNotPresent',
  migrates = false,
  unready = 0,
}: ShopOptions): Record<string, string> {
  const list: object[] = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'shop' },
      data: {
        GREETING: greeting,
        STATUS: String(status),
        STOCK: String(stock),
        FAULT: JSON.stringify(fault ?? {}),
        UNREADY: String(unready),
      },
    },
    {
      apiVersion: 'apps/v1',
      // Its pods are called the same in every release, so that one of them can be the bad one.
      kind: replicas > 1 ? 'StatefulSet' : 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        ...(replicas > 1 ? { serviceName: 'shop', podManagementPolicy: 'Parallel' } : {}),
        replicas,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'shop',
                image: 'shop',
                imagePullPolicy: pull,
                command: ['node', '-e', program],
                envFrom: [{ configMapRef: { name: 'shop' } }],
                ports: [{ name: 'http', containerPort: 8080 }],
                readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'shop' },
      spec: {
        type: 'NodePort',
        selector: { app: 'shop' },
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      },
    },
  ];
  if (migrates) list.push(migration);
  return { 'k8s/shop.yaml': list.map((object) => JSON.stringify(object)).join('\n---\n') };
}

/** An image that the testbed's registry has, by digest. */
export async function nodeImage(): Promise<string> {
  const registry = process.env['WORKADAY_REGISTRY'];
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`http://${registry}/v2/library/node/manifests/24-slim`, {
    method: 'HEAD',
    headers: { accept },
  });
  return `${registry}/library/node@${answer.headers.get('docker-content-digest')}`;
}
