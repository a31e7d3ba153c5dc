/** What the shop does; it stands in its ConfigMap, so that a bad release differs in nothing else. */
export interface ShopOptions {
  greeting: string;
  /** Status of the main page; readiness does not see it. */
  status?: number;
  /** Status of `/stock`, which depends on something else. */
  stock?: number;
}

const program = `
const { GREETING, STATUS, STOCK } = process.env;
const { createServer } = require('node:http');
process.on('SIGTERM', () => process.exit(0));
createServer((request, response) => {
  if (request.url === '/ready') return response.end('ready');
  response.statusCode = Number(request.url === '/stock' ? STOCK : STATUS);
  if (response.statusCode >= 500) console.error('cannot show ' + request.url + ': ' + GREETING);
  response.end(GREETING);
}).listen(8080);
`;

/** Manifests of a small app whose main page may be broken while its readiness is fine. */
export function shopManifests({ greeting, status = 200, stock = 200 }: ShopOptions): Record<string, string> {
  const list = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'shop' },
      data: { GREETING: greeting, STATUS: String(status), STOCK: String(stock) },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'shop',
                image: 'shop',
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
