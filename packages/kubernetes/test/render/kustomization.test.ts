import { Failure } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { kustomizePlace } from '../../src/render/kustomize-place.ts';
import { originOf } from '../../src/render/origin.ts';
import { remoteReason } from '../../src/render/remote.ts';
import { checkout, load, noTool } from './checkout.ts';

describe('kustomize would download', () => {
  test.each([
    'https://example.com/a.yaml',
    'HTTP://example.com/a.yaml',
    'ssh://git@example.com/org/repo',
    'file:///etc',
    'oci://registry.example/app',
    'git@github.com:org/repo.git//base',
    'org-1234@example.com:org/repo',
    'git::https://example.com/org/repo',
    'github.com/org/repo',
    'GitHub.com/org/repo//base?ref=v1',
    'github.com:org/repo',
    'gh:org/repo',
    'example.com/org/repo//base?ref=v1',
    'example.com/org/repo?timeout=1s&ref=v1',
  ])('%s', (entry) => expect(remoteReason(entry)).toBeDefined());

  test.each([
    '../base',
    'a.yaml',
    './github.com-notes.yaml',
    'what?.yaml',
    'v1@2.yaml',
    '{"$patch": "delete", "a": "https://x"}',
  ])('but reads %s from the checkout', (entry) => expect(remoteReason(entry)).toBeUndefined());
});

const refused = async (kustomization: string, files: Record<string, string> = {}) => {
  const root = checkout({ 'k8s/kustomization.yaml': kustomization, ...files });
  const error: unknown = await load(root, { exec: noTool }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  const { reason, problems = [] } = (error as Failure).parts;
  expect(reason).toBe('unsupported-manifests');
  return problems.map(({ what, place }) => `${place?.file}:${place?.line}: ${what}`);
};

describe('a kustomization is refused, with file and line, that', () => {
  const url = 'https://example.com/a.yaml';
  test.each<[string, string, string]>([
    ['has a remote resource', `resources:\n- ${url}`, '2: resources names'],
    ['has a remote base', 'bases:\n- github.com/org/repo', '2: bases names'],
    ['has a remote component', 'components:\n- example.com/x?ref=v1', '2: components names'],
    ['has a remote patch', `patches:\n- path: ${url}`, '2: patches names'],
    ['has a remote merge patch', `patchesStrategicMerge:\n- ${url}`, '2: patchesStrategicMerge'],
    [
      'has a remote JSON patch',
      `patchesJson6902:\n- target: {kind: A}\n  path: ${url}`,
      '3: patchesJson6902',
    ],
    ['has a remote replacement', `replacements:\n- path: ${url}`, '2: replacements'],
    ['has remote files', `configMapGenerator:\n- name: a\n  files: [a=${url}]`, '3: configMapGenerator'],
    [
      'has remote files in a merge',
      `x: &x {files: ['${url}']}\nsecretGenerator:\n- <<: *x`,
      'names https://',
    ],
    ['has remote variables', `secretGenerator:\n- name: a\n  envs: ['${url}']`, '3: secretGenerator'],
    ['has remote definitions', `crds:\n- ${url}`, '2: crds'],
    ['has a remote schema', `openapi:\n  path: ${url}`, '2: openapi'],
    ['has a remote configuration', `configurations:\n- ${url}`, '2: configurations'],
    ['has a remote generator', `generators:\n- ${url}`, '2: generators'],
    [
      'has charts',
      'helmCharts:\n- name: a\n  repo: https://charts.example',
      '2: `helmCharts` would download',
    ],
    ['has charts of old', 'helmChartInflationGenerator:\n- chartName: a', '2: `helmChartInflationGenerator`'],
    [
      'has a plugin in place',
      'transformers:\n- |-\n  apiVersion: example.com/v1\n  kind: Exec\n',
      '2: example.com/v1 Exec is a plugin',
    ],
    [
      'has a chart generator in place',
      'generators:\n- |-\n  apiVersion: builtin\n  kind: HelmChartInflationGenerator\n',
      '2: this generator would download',
    ],
    ['names what is not there', 'resources:\n- a.yaml\n', '2: a.yaml does not exist'],
    [
      'leads out of the checkout',
      'resources:\n- ../../elsewhere',
      '2: ../../elsewhere leads out of the checkout',
    ],
    ['names an absolute path', 'resources:\n- /etc', '2: /etc leads out'],
    ['is no YAML', 'resources: [\n', '2: '],
  ])('%s', async (_name, kustomization, says) => {
    expect((await refused(kustomization)).join('\n')).toContain(
      /^\d/.test(says) ? `k8s/kustomization.yaml:${says}` : says,
    );
  });

  test('reaches such a one', async () => {
    const problems = await refused('resources: [../base]', {
      'base/kustomization.yaml': 'resources: [deep]\ncomponents: [../part]',
      'base/deep/Kustomization': 'nameSuffix: -x\nresources:\n- http://example.com',
      'part/kustomization.yml': 'helmCharts: [{name: a}]',
    });
    expect(problems).toEqual([
      expect.stringContaining('base/deep/Kustomization:3: resources names http://example.com'),
      expect.stringContaining('part/kustomization.yml:1: `helmCharts`'),
    ]);
  });

  test('has a plugin in a file', async () => {
    const files = {
      'k8s/p.yaml': '# a program\napiVersion: example.com/v1\nkind: Exec\nmetadata: {name: a}\n',
    };
    expect(await refused('transformers: [p.yaml]', files)).toEqual([
      expect.stringContaining('k8s/p.yaml:2: example.com/v1 Exec is a plugin'),
    ]);
  });

  test.each([
    ['a file', 'resources: [a.yaml]', { 'k8s/a.yaml': '->/etc/hosts' }],
    ['a folder', 'resources: [base]', { 'k8s/base': '->/usr' }],
    ['a folder on the way', 'resources: [base/share]', { 'k8s/base': '->/usr' }],
    ['the kustomization of a base', 'resources: [base]', { 'k8s/base/kustomization.yaml': '->/etc/hosts' }],
  ])('has %s outside by a symbolic link', async (_name, kustomization, files) => {
    expect((await refused(kustomization, files)).join()).toContain('out of the checkout by a symbolic link');
  });

  test('names a folder without one', async () => {
    expect(
      (await refused('resources: [base]', { 'base/a.yaml': '', 'k8s/base/a.yaml': '' })).join(),
    ).toContain('k8s/base is a folder without a kustomization.yaml');
  });
});

test('text that is data may hold addresses', async () => {
  const root = checkout({
    'k8s/kustomization.yaml':
      'commonAnnotations: {a: "https://example.com"}\nimages: [{name: web, newName: ghcr.io/org/web}]\nconfigMapGenerator: [{name: a, literals: ["URL=https://example.com"]}]\npatches: [{patch: "- {op: add, path: /a, value: https://example.com}"}]\nlabels: [{pairs: {a: b}}]\n',
  });
  await expect(load(root, { exec: noTool })).rejects.toThrow('kustomize was started');
});

describe('the file that kustomize stumbled over', () => {
  const known = ['k8s/kustomization.yaml', 'base/kustomization.yaml', 'k8s/d.yaml', 'base/d.yaml'];
  test.each<[string, object | undefined]>([
    ['invalid Kustomization: json: unknown field "foo"', { file: 'k8s/kustomization.yaml' }],
    [
      "recursed accumulation of path 'base': invalid Kustomization: json: unknown field",
      { file: 'base/kustomization.yaml' },
    ],
    [
      "recursed accumulation of path 'base': from 'd.yaml': MalformedYAMLError: yaml: line 2: mapping in File: d.yaml",
      { file: 'base/d.yaml', line: 2 },
    ],
    ['unable to parse [path: "d.yaml"]', { file: 'k8s/d.yaml' }],
    ['no resource matches', undefined],
  ])('in %j', (words, place) => expect(kustomizePlace(words, known)).toEqual(place));
});

test('an object is traced to where its name was written, whatever stands around it now', () => {
  const object = (name: string, kind = 'ConfigMap') => ({ apiVersion: 'v1', kind, metadata: { name } });
  const written = ['web', 'web-config', 'w'].map((name, line) => ({
    object: object(name),
    place: { file: 'a', line },
  }));
  expect(originOf(object('prod-web-config-v2-4h5g'), written)).toEqual({ file: 'a', line: 1 });
  expect(originOf(object('web'), written)).toEqual({ file: 'a', line: 0 });
  expect(originOf(object('web', 'Secret'), written)).toBeUndefined();
});
