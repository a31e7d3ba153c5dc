import { Failure } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { helmPlace } from '../../src/render/helm-place.ts';
import { answering, checkout, configMap, load, noTool } from './checkout.ts';

const head = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
const chart = (files: Record<string, string> = {}) => ({
  'k8s/Chart.yaml': head,
  'k8s/templates/a.yaml': '',
  ...files,
});
const rendered = (...objects: string[]) =>
  objects.map((object) => `---\n# Source: web/templates/a.yaml\n${object}`).join('\n');

const refused = async (files: Record<string, string>, values: string[] = []) => {
  const error: unknown = await load(checkout(files), { exec: noTool, values }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).parts;
};

describe('a chart is rendered', () => {
  test('by its absolute path, with the values in their order, twice', async () => {
    const root = checkout(chart({ 'v/a.yaml': '', 'v/b.yaml': '' }));
    const { exec, calls } = answering(() => ({ stdout: rendered(configMap('a')) }));
    await load(root, {
      exec,
      values: ['v/a.yaml', './v/b.yaml'],
      kubeVersion: 'v1.36.3',
      apiVersions: ['v1', 'batch/v1'],
    });
    const { program, args } = calls[0] ?? {};
    expect([program, ...(args ?? [])].join(' ')).toBe(
      `helm template shop ${root}/k8s --namespace shop --include-crds=false --values ${root}/v/a.yaml --values ${root}/v/b.yaml --kube-version v1.36.3 --api-versions v1,batch/v1`,
    );
    expect(calls).toHaveLength(2);
  });

  test('and each object has the template that it came from', async () => {
    const sources = [
      'web/templates/a.yaml',
      'web/charts/db/templates/b.yaml',
      'web/charts/packed/templates/c.yaml',
    ];
    const stdout = sources
      .map(
        (source, index) => `---\n# Source: ${source}\n${configMap(`c${index}`, 'data: {a: "# Source: x"}')}`,
      )
      .join('\n');
    const files = chart({ 'k8s/charts/db/templates/b.yaml': '' });
    const { manifests } = await load(
      checkout(files),
      answering(() => ({ stdout })),
    );
    expect(manifests.map(({ place }) => place.file)).toEqual([
      'k8s/templates/a.yaml',
      'k8s/charts/db/templates/b.yaml',
      'k8s/Chart.yaml',
    ]);
  });

  test('but not into nothing', async () => {
    await expect(
      load(
        checkout(chart()),
        answering(() => ({ stdout: '\n' })),
      ),
    ).rejects.toMatchObject({
      parts: { reason: 'no-manifests' },
    });
  });
});

describe('dependencies of a chart', () => {
  const needs = (version: string, repository = 'https://charts.example') =>
    `${head}dependencies:\n- repository: ${repository}\n  name: db\n  version: ${version}\n`;
  const lock = (version: string, name = 'db') =>
    `dependencies:\n- name: ${name}\n  repository: https://charts.example\n  version: ${version}\n`;
  const db = (version: string) => `name: db\nversion: ${version}\n`;

  test.each<[string, Record<string, string>, string]>([
    ['are not there', { 'k8s/Chart.yaml': needs('^1.0.0') }, 'needs db ^1.0.0, which is not in charts/'],
    [
      'are not there, though one of a longer name is',
      { 'k8s/Chart.yaml': needs('^1.0.0'), 'k8s/charts/db-admin-1.0.0.tgz': '' },
      'not in charts/',
    ],
    [
      'are of another version than the lock',
      { 'k8s/Chart.yaml': needs('^1.0.0'), 'k8s/Chart.lock': lock('1.2.0'), 'k8s/charts/db-1.1.0.tgz': '' },
      'charts/db-1.1.0.tgz is version 1.1.0, but Chart.lock says 1.2.0',
    ],
    [
      'are unknown to the lock',
      {
        'k8s/Chart.yaml': needs('^1.0.0'),
        'k8s/Chart.lock': lock('1.2.0', 'cache'),
        'k8s/charts/db/Chart.yaml': db('1.1.0'),
      },
      'Chart.lock does not know db',
    ],
    [
      'are of another version than the chart says',
      { 'k8s/Chart.yaml': needs('1.0.0'), 'k8s/charts/db/Chart.yaml': db('1.1.0') },
      'but the chart needs 1.0.0',
    ],
    [
      'of an older chart are not there',
      { 'k8s/Chart.yaml': head, 'k8s/requirements.yaml': needs('^1.0.0').slice(head.length) },
      'not in charts/',
    ],
  ])('%s', async (_name, files, says) => {
    const parts = await refused(files);
    expect(parts.what).toContain(says);
    expect(parts.next).toMatch(/helm dependency (build|update) k8s/);
    expect(parts.place?.line).toBeGreaterThan(0);
  });

  test.each<[string, Record<string, string>]>([
    [
      'as an archive',
      { 'k8s/Chart.yaml': needs('^1.0.0'), 'k8s/Chart.lock': lock('1.2.0'), 'k8s/charts/db-1.2.0.tgz': '' },
    ],
    [
      'as an archive of a pre-release',
      { 'k8s/Chart.yaml': needs('1.2.0-rc.1'), 'k8s/charts/db-1.2.0-rc.1.tgz': '' },
    ],
    [
      'as a folder of another name',
      { 'k8s/Chart.yaml': needs('v1.2.0'), 'k8s/charts/database/Chart.yaml': db('1.2.0') },
    ],
    [
      'as a link inside the checkout',
      {
        'k8s/Chart.yaml': needs('1.2.0', 'file://../db'),
        'k8s/charts/db': '->../../db',
        'db/Chart.yaml': db('1.2.0'),
      },
    ],
    [
      'of its own, unknown to the lock',
      {
        'k8s/Chart.yaml': needs('1.2.0', '""'),
        'k8s/Chart.lock': lock('1.0.0', 'x'),
        'k8s/charts/db/Chart.yaml': db('1.2.0'),
      },
    ],
  ])('are there %s', async (_name, files) => {
    await expect(load(checkout(files), { exec: noTool })).rejects.toThrow('helm was started');
  });
});

describe('a chart is refused before Helm runs', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'for a link out of the checkout',
      chart({ 'k8s/templates/b.yaml': '->/etc/hosts' }),
      'k8s/templates/b.yaml leads out',
    ],
    [
      'for a link behind a link',
      chart({ 'k8s/files': '->../other', 'other/x': '->/etc' }),
      'k8s/files/x leads out',
    ],
    ['for a link to nothing', chart({ 'k8s/x': '->gone' }), 'k8s/x is a symbolic link that leads nowhere'],
    [
      'for a schema of others',
      chart({ 'k8s/values.schema.json': '{\n "$ref": "https://example.com/x.json" }' }),
      'k8s/values.schema.json:2: `$ref` names https://example.com/x.json',
    ],
    ['for a Chart.yaml that is no YAML', chart({ 'k8s/Chart.yaml': 'a: [' }), 'k8s/Chart.yaml:1'],
  ])('%s', async (_name, files, says) => expect((await refused(files)).what).toContain(says));

  test('but not for a link in a circle, or the schema of schemas', async () => {
    const files = chart({
      'k8s/a': '->..',
      'k8s/b': '->../k8s',
      'k8s/values.schema.json':
        '{"$schema": "https://json-schema.org/x", "$ref": "https://json-schema.org/x"}',
    });
    await expect(load(checkout(files), { exec: noTool })).rejects.toThrow('helm was started');
  });

  test.each([
    ['is not there', 'gone.yaml'],
    ['lies elsewhere', '../values.yaml'],
    ['is absolute', '/etc/hosts'],
    ['is an address', 'https://example.com/values.yaml'],
    ['is several', 'a.yaml,b.yaml'],
    ['is a link out of the checkout', 'link.yaml'],
  ])('when a values file %s', async (_name, value) => {
    const parts = await refused(chart({ 'link.yaml': '->/etc/hosts', 'a.yaml,b.yaml': '' }), [
      'README.md',
      value,
    ]);
    expect(parts.reason).toBe('bad-input');
    expect(parts.what).toContain(value);
  });
});

describe('the place that Helm names', () => {
  const fileOf = (template: string) => `k8s/${template.slice(template.indexOf('/') + 1)}`;
  test.each<[string, object | undefined]>([
    [
      'template: web/templates/a.yaml:1:13: executing "web/templates/a.yaml" at <include>: error calling include: template: web/templates/_b.tpl:5:20: executing',
      { file: 'k8s/templates/_b.tpl', line: 5, column: 20 },
    ],
    [
      'web/templates/a.yaml:1:13\n  executing "web/templates/a.yaml" at <.Values.x.y>:',
      { file: 'k8s/templates/a.yaml', line: 1, column: 13 },
    ],
    [
      'parse error at (web/templates/a.yaml:3): missing value for if',
      { file: 'k8s/templates/a.yaml', line: 3 },
    ],
    [
      'execution error at (web/charts/db/templates/a.yaml:6:8): need name',
      { file: 'k8s/charts/db/templates/a.yaml', line: 6, column: 8 },
    ],
    [
      'YAML parse error on web/templates/a.yaml: error converting YAML to JSON: yaml: line 5: mapping',
      { file: 'k8s/templates/a.yaml' },
    ],
    [
      'failed to parse v/prod.yaml: error converting YAML to JSON: yaml: line 2: did not',
      { file: 'v/prod.yaml', line: 2 },
    ],
    [
      'cannot load values.yaml: error converting YAML to JSON: yaml: line 3: did not',
      { file: 'k8s/values.yaml', line: 3 },
    ],
    [
      'error unpacking subchart db in web: cannot load values.yaml: error converting YAML to JSON: yaml: line 1: did',
      { file: 'k8s/charts/db/values.yaml', line: 1 },
    ],
    [
      "values don't meet the specifications of the schema(s) in the following chart(s):",
      { file: 'k8s/values.schema.json' },
    ],
    ['something else', undefined],
  ])('in %j', (words, place) => expect(helmPlace(words, fileOf)).toEqual(place));
});
