import { afterAll, expect, test } from 'vitest';
import { parseManifests } from '../../src/manifests/manifests.ts';
import { tryObjects } from '../../src/plan/trial.ts';
import { failure, json, troubledServer } from '../api-server.ts';

const kinds = [
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap' },
  { group: 'networking.k8s.io', version: 'v1', resource: 'networkpolicies', kind: 'NetworkPolicy' },
  { group: 'example.dev', version: 'v1beta3', resource: 'widgets', kind: 'Widget' },
];
const discovered = (groups: typeof kinds) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items: groups.map(({ group, version, resource, kind }) => ({
    metadata: { name: group },
    versions: [{ version, resources: [{ resource, responseKind: { kind }, scope: 'Namespaced' }] }],
  })),
});

const sent: { url: string; type: string | undefined; body: unknown }[] = [];
const server = await troubledServer((request, response, body) => {
  const url = request.url ?? '';
  if (url === '/api') return json(response, discovered(kinds.filter(({ group }) => group === '')));
  if (url === '/apis') return json(response, discovered(kinds.filter(({ group }) => group !== '')));
  if (request.method === 'GET') return json(response, failure('NotFound', 'not found'), 404);
  sent.push({ url, type: request.headers['content-type'], body: JSON.parse(body) });
  return json(response, JSON.parse(body));
});
afterAll(() => server.close());

test('what is sent is what the manifest says: every field, whatever the kind, and nothing else', async () => {
  const { manifests } = parseManifests(
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-web }
spec:
  podSelector: {}
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      aFieldOfTheNextVersion: { deep: [1, 2.50, "3", null, true] }
---
apiVersion: example.dev/v1beta3
kind: Widget
metadata: { name: w, labels: { a: "1" } }
spec: { _from: 0644, when: 2026-01-01, size: 1e3, nothing: null, empty: {}, none: [] }
notSpec: { kept: true }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
data: { a: "yes", b: "  spaces\\n" }
unknown: true
`,
    'k8s/a.yaml',
  );
  await tryObjects(server.cluster, 'shop', manifests);
  expect(sent.map(({ body }) => body)).toEqual(manifests.map(({ object }) => object));
  expect(sent.map(({ body }) => JSON.stringify(body))).toEqual(
    manifests.map(({ object }) => JSON.stringify(object)),
  );
  for (const { url, type } of sent) {
    expect(url).toMatch(/\?fieldManager=workaday&force=false&fieldValidation=Strict&dryRun=All$/);
    expect(type).toBe('application/apply-patch+yaml');
  }
});
