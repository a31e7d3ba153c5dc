import { stringify } from 'yaml';

/** Images that every testbed's registry has, by digest. */
export interface Images {
  /** A small web server, whose `/healthz` is well on port 8080. */
  server: string;
  /** With a shell and Node. */
  node: string;
}

/** What a release has otherwise than the plain app. */
export interface Variation {
  /** Fields of the container and of the pod's spec, put over the usual ones. */
  container?: object;
  pod?: object;
  /** Further objects. */
  more?: readonly object[];
}

export const appName = 'shop';
export const replicas = 2;

const labels = { app: appName };
const ports = [{ name: 'http', port: 80, targetPort: 'http' }];

/** The app of every contestant: ten objects, and whatever the variation adds. */
export function appObjects(version: string, { server }: Images, variation: Variation = {}): object[] {
  const container = {
    name: appName,
    image: server,
    env: [{ name: 'TEXT', value: version }],
    envFrom: [{ configMapRef: { name: 'shop-settings' } }, { secretRef: { name: 'shop-keys' } }],
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
    ...variation.container,
  };
  const pod = { terminationGracePeriodSeconds: 1, containers: [container], ...variation.pod };
  const template = { metadata: { labels }, spec: pod };
  const nightly = { restartPolicy: 'Never', containers: [{ name: 'nightly', image: server }] };
  const backend = { service: { name: appName, port: { name: 'http' } } };
  const rule = { http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  const from = (kind: string, apiVersion: string, name: string, rest: object) => ({
    ...{ apiVersion, kind, metadata: { name, labels } },
    ...rest,
  });
  return [
    from('ConfigMap', 'v1', 'shop-settings', { data: { LEVEL: 'info' } }),
    from('ConfigMap', 'v1', 'shop-pages', { data: { 'index.html': '<h1>shop</h1>' } }),
    from('Secret', 'v1', 'shop-keys', { stringData: { KEY: 'no secret at all' } }),
    from('Service', 'v1', appName, { spec: { selector: labels, ports } }),
    from('Service', 'v1', 'shop-pods', { spec: { selector: labels, ports, clusterIP: 'None' } }),
    from('Deployment', 'apps/v1', appName, {
      spec: { replicas, selector: { matchLabels: labels }, template },
    }),
    from('PodDisruptionBudget', 'policy/v1', appName, {
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    }),
    from('NetworkPolicy', 'networking.k8s.io/v1', appName, {
      spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'], ingress: [{}] },
    }),
    from('Ingress', 'networking.k8s.io/v1', appName, { spec: { rules: [rule] } }),
    from('CronJob', 'batch/v1', 'shop-nightly', {
      spec: {
        ...{ schedule: '0 3 * * *', suspend: true },
        jobTemplate: { spec: { template: { spec: nightly } } },
      },
    }),
    ...(variation.more ?? []),
  ];
}

/** Objects as one file of manifests. */
export function manifestText(objects: readonly object[]): string {
  return objects
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}
