import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { deployRules, readLedger } from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Ended, nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let image: string;

beforeAll(async () => {
  world = await createAppNamespace('refusals');
  image = await nodeImage();
});
afterAll(() => world.remove());

const app = shop()['k8s/app.yaml'];

function deploy(
  text: string,
  more: { kubeconfig?: string; inputs?: Record<string, string>; file?: string } = {},
) {
  const { kubeconfig, namespace } = world;
  return runDeploy({
    version: '1.0.0',
    files: { [more.file ?? 'k8s/app.yaml']: text },
    kubeconfig: more.kubeconfig ?? kubeconfig,
    namespace,
    inputs: { images: `shop=${image}`, ...more.inputs },
  });
}

/** What everyone meets who has to act on it. */
function expectEnded(ended: Ended, outcome: string, reason: string, says: readonly string[]) {
  expect(ended.outputs, ended.summary).toMatchObject({ outcome, reason, release: '' });
  expect(ended.exitCode).toBe(1);
  const told = ended.annotations.map(({ message }) => message).join('\n');
  for (const text of says) expect(told).toContain(text);
}

interface Case {
  name: string;
  text: string;
  outcome: string;
  reason: string;
  says: string[];
  inputs?: Record<string, string>;
  file?: string;
}

const cases: Case[] = [
  {
    name: 'a syntax error, with file and line',
    text: `${app}---\nkind: [unclosed\n`,
    outcome: 'failed',
    reason: 'bad-manifest',
    says: ['k8s/app.yaml:32'],
  },
  {
    name: 'an unknown kind, with what was meant',
    text: app.replace('kind: Deployment', 'kind: Deploymnet'),
    outcome: 'refused',
    reason: 'not-ours',
    says: ['k8s/app.yaml:6', 'apps/v1 Deploymnet', 'did you mean apps/v1 Deployment'],
  },
  {
    name: 'another namespace',
    text: app.replace('metadata: { name: shop }', 'metadata: { name: shop, namespace: kube-system }'),
    outcome: 'refused',
    reason: 'not-ours',
    says: ['kube-system', 'k8s/app.yaml:1'],
  },
  {
    name: 'kinds of the whole cluster and rights',
    text: `${app}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: b }\n`,
    outcome: 'refused',
    reason: 'not-ours',
    says: ['Namespace/a', 'ServiceAccount/b'],
  },
  {
    name: 'misspelt fields, all at once',
    text: app.replace('replicas:', 'replicsa:').replace('targetPort', 'targetPrt'),
    outcome: 'refused',
    reason: 'rejected',
    says: ['k8s/app.yaml:10', 'replicsa', 'k8s/app.yaml:29', 'targetPrt'],
  },
  {
    name: 'an image that nothing uses',
    text: shop({ image: 'other', pod: 'initContainers: [{ name: a, image: another }]' })['k8s/app.yaml'],
    outcome: 'refused',
    reason: 'unused-image',
    says: ['no container uses the image of service shop', 'Deployment/shop, container shop: other'],
  },
  {
    name: 'a kustomization that would download its base',
    text: 'resources: [https://example.com/base]\n',
    file: 'k8s/kustomization.yaml',
    outcome: 'failed',
    reason: 'unsupported-manifests',
    says: ['k8s/kustomization.yaml', 'https://example.com/base'],
  },
  {
    name: 'images without digest and of unknown services',
    text: app,
    inputs: { images: 'shop=ghcr.io/a/shop:latest\nshpo=ghcr.io/a/b@sha256:1' },
    outcome: 'failed',
    reason: 'bad-input',
    says: ['names no digest', '"shpo"'],
  },
];

describe('nothing is touched by', () => {
  test.each(cases)('$name', async ({ text, outcome, reason, says, inputs, file }) => {
    const more = { ...(inputs ? { inputs } : {}), ...(file ? { file } : {}) };
    expectEnded(await deploy(text, more), outcome, reason, says);
    const ledger = await readLedger(world.admin, { ...world, app: 'shop', environment: 'production' });
    expect(ledger.releases).toEqual([]);
  });

  test('a port of the nodes that another namespace has, which is named', async () => {
    const neighbour = await createAppNamespace('neighbour');
    const door = { type: 'NodePort', selector: { app: 'shop' }, ports: [{ port: 80, nodePort: 31999 }] };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'door' }, spec: door };
    const path = `/api/v1/namespaces/${neighbour.namespace}/services`;
    await world.admin.request({ method: 'POST', path, body: service });
    const ended = await deploy(`${app}---\n${stringify(service)}`);
    await neighbour.remove();
    expectEnded(ended, 'refused', 'rejected', ['31999', 'already allocated', 'Service/door']);
  });

  test('a namespace whose Role lacks rights, which are named exactly', async () => {
    const rules = deployRules
      .flatMap((rule) => rule.resources.map((resource) => ({ ...rule, resources: [resource] })))
      .filter(({ resources }) => !resources.includes('replicasets'))
      .map((rule) => ({
        ...rule,
        verbs: rule.verbs.filter((verb) => verb !== 'delete' || !rule.resources.includes('services')),
      }));
    const poor = await createAppNamespace('poor', { rules });
    const ended = await runDeploy({
      version: '1.0.0',
      files: shop(),
      kubeconfig: poor.kubeconfig,
      namespace: poor.namespace,
      inputs: { images: `shop=${image}` },
    });
    await poor.remove();
    expectEnded(ended, 'failed', 'missing-right', [
      '- { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list", "watch"] }',
      '- { apiGroups: [""], resources: ["services"], verbs: ["delete"] }',
    ]);
  });
});

test('the credential of an administrator is refused, with the Role to use instead', async () => {
  const kubeconfig = await readFile(process.env['KUBECONFIG'] ?? '', 'utf8');
  const ended = await deploy(app, { kubeconfig });
  expectEnded(ended, 'refused', 'over-powerful', [
    'do everything (it is the administrator of the whole cluster)',
    'resources: ["deployments"]',
    'kind: RoleBinding',
  ]);
  expect(
    (await readLedger(world.admin, { ...world, app: 'shop', environment: 'production' })).releases,
  ).toEqual([]);
});

describe('a credential is told apart that', () => {
  const changed = (change: (config: ReturnType<typeof parse>) => void) => {
    const config = parse(world.kubeconfig);
    change(config);
    return stringify(config);
  };

  test('never arrived', async () => {
    const ended = await deploy(app, { kubeconfig: '' });
    expectEnded(ended, 'failed', 'no-kubeconfig', ["KUBECONFIG: '${{ secrets.KUBECONFIG }}'", 'environment']);
  });

  test('is no YAML', async () => {
    const ended = await deploy(app, { kubeconfig: 'apiVersion: v1\nkind: [secret-value' });
    expectEnded(ended, 'failed', 'bad-kubeconfig', ['not valid YAML']);
    expect(JSON.stringify(ended)).not.toContain('secret-value');
  });

  test('names no context', async () => {
    const kubeconfig = changed((config) => delete config['current-context']);
    expectEnded(await deploy(app, { kubeconfig }), 'failed', 'bad-kubeconfig', ['current-context']);
  });

  test('was revoked', async () => {
    const kubeconfig = changed((config) => {
      config.users[0].user.token = 'not-a-token';
    });
    const ended = await deploy(app, { kubeconfig });
    expectEnded(ended, 'failed', 'unauthorized', ['does not accept']);
    expect(JSON.stringify(ended)).not.toContain('not-a-token');
  });

  test('is of another cluster', async () => {
    const kubeconfig = changed((config) => {
      delete config.clusters[0].cluster['certificate-authority-data'];
      delete config.clusters[0].cluster['certificate-authority'];
    });
    expectEnded(await deploy(app, { kubeconfig }), 'failed', 'cluster-untrusted', ['not trusted']);
  });

  test('leads to a port where nothing listens', async () => {
    const port = await freePort();
    const kubeconfig = changed((config) => {
      config.clusters[0].cluster.server = `https://127.0.0.1:${port}`;
    });
    const ended = await deploy(app, { kubeconfig });
    expectEnded(ended, 'failed', 'cluster-unreachable', [`127.0.0.1:${port}`, 'ECONNREFUSED']);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
