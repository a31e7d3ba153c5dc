import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@workaday/core';
import { nodeExec } from '@workaday/core/node';
import { ensureTool, run } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RenderOptions } from '../../src/render/options.ts';
import { checkout, configMap, load } from '../render/checkout.ts';

let folder: string;
/** PATH with one real tool on it, and nothing else. */
const paths: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workaday-tools-'));
  const tools = { kubectl: 'kubectl', helm3: 'helm', helm: 'helm' } as const;
  for (const tool of ['kubectl', 'helm', 'helm3'] as const) {
    const path = join(folder, tool);
    mkdirSync(path);
    symlinkSync(await ensureTool(tool), join(path, tools[tool]));
    paths[tool] = path;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const render = (tool: string, files: Record<string, string>, options: Partial<RenderOptions> = {}) =>
  load(checkout(files), { exec: nodeExec, env: { PATH: paths[tool] }, ...options });
const failure = async (tool: string, files: Record<string, string>, options: Partial<RenderOptions> = {}) => {
  const error: unknown = await render(tool, files, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).parts;
};

describe('kubectl kustomize', () => {
  const overlay = {
    'k8s/kustomization.yaml':
      'resources: [../base, extra.yaml]\nnamePrefix: prod-\nconfigMapGenerator:\n- name: settings\n  literals: [LEVEL=info]\n',
    'k8s/extra.yaml': configMap('extra'),
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `${configMap('unrelated')}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: web, image: web, envFrom: [{configMapRef: {name: settings}}]}]\n`,
  };

  test('builds an overlay with its base, and each object has its place', async () => {
    const { manifests, rendered } = await render('kubectl', overlay);
    expect(rendered).toBe('kustomize');
    expect(
      Object.fromEntries(
        manifests.map(({ object, place }) => [`${object.kind} ${object.metadata.name}`, place]),
      ),
    ).toEqual({
      'ConfigMap prod-extra': { file: 'k8s/extra.yaml', line: 1 },
      'ConfigMap prod-unrelated': { file: 'base/web.yaml', line: 1 },
      [`ConfigMap ${manifests.find(({ object }) => object.metadata.name.includes('settings'))?.object.metadata.name}`]:
        { file: 'k8s/kustomization.yaml' },
      'Deployment prod-web': { file: 'base/web.yaml', line: 6 },
    });
  });

  test.each<[string, Record<string, string>, string, object]>([
    [
      'a field that it does not know',
      { 'k8s/kustomization.yaml': 'resources: [a.yaml]\nfoo: [a]', 'k8s/a.yaml': '' },
      'unknown field "foo"',
      { file: 'k8s/kustomization.yaml' },
    ],
    [
      'such a field of a base',
      { 'k8s/kustomization.yaml': 'resources: [../base]', 'base/kustomization.yaml': 'foo: a' },
      'unknown field "foo"',
      { file: 'base/kustomization.yaml' },
    ],
    [
      'a resource that is no YAML',
      { ...overlay, 'base/web.yaml': 'a: 1\n  b: [' },
      'yaml: line 2',
      { file: 'base/web.yaml', line: 2 },
    ],
    [
      'a resource without a name',
      { ...overlay, 'k8s/extra.yaml': 'apiVersion: v1\nkind: A\n' },
      'missing metadata.name',
      { file: 'k8s/extra.yaml' },
    ],
    [
      'a patch of nothing',
      {
        ...overlay,
        'k8s/kustomization.yaml':
          'resources: [../base]\npatches: [{patch: "{apiVersion: v1, kind: A, metadata: {name: z}}"}]',
      },
      'no resource matches',
      { file: 'k8s/kustomization.yaml' },
    ],
    [
      'a file outside its root',
      { ...overlay, 'k8s/kustomization.yaml': 'resources: [../base/web.yaml]' },
      'is not in or below',
      { file: 'base/web.yaml' },
    ],
  ])('says what is wrong with %s, and where', async (_name, files, says, place) => {
    const parts = await failure('kubectl', files);
    expect(parts).toMatchObject({ reason: 'render-failed', place });
    expect(parts.what).toContain(says);
    expect(parts.what).not.toMatch(/\/checkout\/|command failed/);
    expect(parts.evidence).not.toBe('');
  });

  test('cannot reach what the check before it did not see', async () => {
    const files = {
      'k8s/kustomization.yaml': 'generators: [more]\n',
      'k8s/more/kustomization.yaml': 'resources: [g.yaml]\n',
      'k8s/more/g.yaml':
        'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nfiles: ["https://example.com/a"]\n',
    };
    expect((await failure('kubectl', files)).what).toMatch(/127\.0\.0\.1:9|example\.com/);
  });
});

describe.each(['helm', 'helm3'])('%s', (tool) => {
  const chart = {
    'k8s/Chart.yaml':
      'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.x, repository: "https://charts.example"}\n- {name: cache, version: 1.x, repository: "https://charts.example"}\n',
    'k8s/Chart.lock':
      'dependencies:\n- {name: db, version: 1.2.0, repository: "https://charts.example"}\n- {name: cache, version: 1.0.0, repository: "https://charts.example"}\n',
    'k8s/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.2.0\n',
    'k8s/charts/db/templates/config.yaml': configMap('{{ .Release.Name }}-db'),
    'k8s/values.yaml': 'level: info\n',
    'k8s/values-production.yaml': 'level: warning\n',
    'k8s/crds/thing.yaml':
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n',
    'k8s/templates/_names.tpl': '{{- define "name" }}{{ required "level is needed" .Values.level }}{{ end }}',
    'k8s/templates/config.yaml': `${configMap('{{ .Release.Name }}', 'data:\n  level: {{ include "name" . }}\n  namespace: {{ .Release.Namespace }}\n  version: {{ .Capabilities.KubeVersion.Version }}\n  new: {{ .Capabilities.APIVersions.Has "example.com/v9" | quote }}\n  secret: {{ lookup "v1" "Secret" "a" "b" | len | quote }}\n')}---\n${configMap('second')}`,
    'k8s/templates/empty.yaml': '{{- if false }}\na: b\n{{- end }}\n',
    'k8s/templates/migrate.yaml':
      'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/resource-policy: keep}\nspec: {template: {spec: {containers: [{name: a, image: web}]}}}\n',
    'k8s/templates/tests/test.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: "test-{{ randAlpha 5 }}", annotations: {helm.sh/hook: test}}\n',
    'k8s/templates/NOTES.txt': 'Thank you',
  };
  const vendored = async (files: Record<string, string>) => {
    const root = checkout({
      ...files,
      'cache/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
      'cache/cache/templates/a.yaml': configMap('cache'),
    });
    await run('tar', ['-czf', join(root, 'k8s/charts/cache-1.0.0.tgz'), '-C', join(root, 'cache'), 'cache']);
    return root;
  };
  const renderIn = async (root: string, options: Partial<RenderOptions> = {}) =>
    load(root, { exec: nodeExec, env: { PATH: paths[tool] }, ...options });

  test('renders a chart with vendored dependencies, values and a hook; each object has its template', async () => {
    const root = await vendored(chart);
    const { manifests, rendered, notes } = await renderIn(root, {
      values: ['k8s/values-production.yaml'],
      kubeVersion: 'v1.33.7',
      apiVersions: ['v1', 'example.com/v9'],
    });
    expect(rendered).toBe('helm');
    expect(manifests[0]?.object).toMatchObject({
      kind: 'Job',
      metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } },
    });
    expect(
      Object.fromEntries(manifests.map(({ object, place }) => [object.metadata.name, place.file])),
    ).toEqual({
      migrate: 'k8s/templates/migrate.yaml',
      shop: 'k8s/templates/config.yaml',
      second: 'k8s/templates/config.yaml',
      'shop-db': 'k8s/charts/db/templates/config.yaml',
      cache: 'k8s/Chart.yaml',
    });
    expect(manifests.find(({ object }) => object.metadata.name === 'shop')?.object['data']).toEqual({
      level: 'warning',
      namespace: 'shop',
      version: 'v1.33.7',
      new: 'true',
      secret: '0',
    });
    expect(notes.join('\n')).toMatch(/Pod\/test-[\s\S]*lookup.*config\.yaml:\d+[\s\S]*k8s\/crds is left out/);
  });

  const plain = {
    'k8s/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'k8s/values.yaml': 'a: 1\n',
  };
  const template = (text: string) => ({ ...plain, 'k8s/templates/a.yaml': text });

  test.each<[string, Record<string, string>, string, object]>([
    [
      'a value that is missing',
      template('x: 1\ny: {{ .Values.x.y }}\n'),
      'nil pointer',
      { file: 'k8s/templates/a.yaml', line: 2 },
    ],
    [
      'a value that is required',
      {
        ...template('{{ include "name" . }}'),
        'k8s/templates/_n.tpl': '{{ define "name" }}\n{{ required "need it" .Values.x }}{{ end }}',
      },
      'need it',
      { file: expect.stringMatching(/^k8s\/templates\//) },
    ],
    [
      'a template that is none',
      template('\n{{ if }}'),
      'missing value for if',
      { file: 'k8s/templates/a.yaml', line: 2 },
    ],
    [
      'what is no YAML when rendered',
      template('a: 1\n  b: [\n'),
      'YAML parse error',
      { file: 'k8s/templates/a.yaml' },
    ],
    [
      'values that are no YAML',
      { ...template(''), 'k8s/values.yaml': 'a: 1\n b: [' },
      'yaml',
      { file: 'k8s/values.yaml' },
    ],
    [
      'values that the schema refuses',
      { ...template(''), 'k8s/values.schema.json': '{"properties": {"a": {"type": "string"}}}' },
      'want string',
      { file: 'k8s/values.schema.json' },
    ],
  ])('says what is wrong with %s, and where', async (_name, files, says, place) => {
    const parts = await failure(tool, files);
    expect(parts).toMatchObject({ reason: 'render-failed', place });
    expect(parts.what).toContain(says);
    expect(parts.what).not.toContain('/checkout/');
  });

  test.each([
    ['a random value', configMap('a', 'data: {a: {{ randAlphaNum 12 | quote }}}')],
    ['a generated certificate', configMap('a', 'data: {a: {{ (genCA "a" 1).Cert | b64enc }}}')],
    ['a random name', configMap('a-{{ uuidv4 }}')],
  ])('renders %s differently each time, which is refused with its template', async (_name, text) => {
    expect(await failure(tool, template(text))).toMatchObject({
      reason: 'unsupported-manifests',
      place: { file: 'k8s/templates/a.yaml' },
    });
  });

  test('cannot reach a schema that only an identifier leads to', async () => {
    const schema = '{"$id": "https://example.com/a.json", "properties": {"a": {"$ref": "other.json"}}}';
    const parts = await failure(tool, { ...template(''), 'k8s/values.schema.json': schema });
    expect(parts.what).toMatch(/127\.0\.0\.1:9|example\.com/);
  });

  test('takes YAML for what the cluster would take it for', async () => {
    const { manifests } = await render(
      tool,
      template(configMap('a', 'x: [yes, 0644, 1e3, 2001-12-14, !!str 1]')),
    );
    expect(manifests[0]?.object['x']).toEqual([true, 420, 1000, '2001-12-14', '1']);
  });
});
