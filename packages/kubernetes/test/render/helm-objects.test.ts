import type { Failure } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { answering, checkout, configMap, load } from './checkout.ts';

const chart = (files: Record<string, string> = {}) => ({
  'k8s/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'k8s/templates/a.yaml': '',
  ...files,
});
const rendered = (...objects: string[]) =>
  objects.map((object) => `---\n# Source: web/templates/a.yaml\n${object}`).join('\n');

describe('hooks', () => {
  const hook = (
    events: string,
    { kind = 'Job', name = 'h', weight = '0', spec = '{template: {spec: {containers: []}}}' } = {},
  ) =>
    `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  annotations: {helm.sh/hook: "${events}", helm.sh/hook-weight: "${weight}"}\nspec: ${spec}`;
  const loaded = (...objects: string[]) =>
    load(
      checkout(chart()),
      answering(() => ({ stdout: rendered(...objects) })),
    );

  test('before a release are kept, by their weight, before everything else', async () => {
    const { manifests, notes } = await loaded(
      configMap('app'),
      hook('pre-upgrade, pre-install', { name: 'late', weight: '5' }),
      hook('pre-install,pre-upgrade', { name: 'early', weight: '-5' }),
      hook('pre-install,pre-upgrade', { name: 'config', kind: 'Secret', weight: '-9', spec: '{}' }),
    );
    expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['config', 'early', 'late', 'app']);
    expect(manifests[1]?.object.metadata.annotations).toHaveProperty(['helm.sh/hook']);
    expect(notes).toEqual([]);
  });

  test('for one of the two only are kept, with a note', async () => {
    const { notes } = await loaded(
      hook('pre-install', { name: 'seed' }),
      hook('pre-upgrade', { name: 'migrate' }),
    );
    expect(notes.join('\n')).toMatch(
      /Job\/seed .* whenever its content.*\n.*Job\/migrate .* first release too/,
    );
  });

  test.each(['test', 'test-success', 'pre-delete', 'post-delete', 'test,pre-delete'])(
    '%s are left out, with a note',
    async (events) => {
      const { manifests, notes } = await loaded(configMap('app'), hook(events, { kind: 'Pod' }));
      expect(manifests).toHaveLength(1);
      expect(notes.join()).toContain('Pod/h');
    },
  );

  test.each([
    'post-install',
    'post-upgrade',
    'pre-rollback',
    'post-rollback',
    'crd-install',
    'pre-install,post-upgrade',
  ])('%s are refused with their place, because nobody would run them', async (events) => {
    await expect(loaded(configMap('app'), hook(events))).rejects.toMatchObject({
      parts: {
        reason: 'unsupported-manifests',
        place: { file: 'k8s/templates/a.yaml' },
        what: expect.stringContaining('Job/h'),
      },
    });
  });

  test('that run pods and are no Job are refused', async () => {
    const pod = hook('pre-install,pre-upgrade', { kind: 'Pod', spec: '{containers: [{name: a}]}' });
    await expect(loaded(pod)).rejects.toMatchObject({
      parts: { what: expect.stringContaining('is no Job') },
    });
  });
});

describe('what differs between two renderings is refused with its fields, never their values', () => {
  test.each<[string, (turn: number) => string, string]>([
    [
      'a value',
      (turn) => configMap('a', `data: {b: "secret-${turn}"}`),
      'ConfigMap/a is another one each time it is rendered (data.b)',
    ],
    ['a name', (turn) => configMap(`a-${turn}`), '(metadata.name)'],
    ['a field', (turn) => configMap('a', turn === 1 ? '' : 'data: {b: c}'), '(data)'],
    [
      'an object more',
      (turn) => (turn === 1 ? configMap('a') : rendered(configMap('a'), configMap('b'))),
      'ConfigMap/b is not rendered each time',
    ],
    [
      'an object less',
      (turn) => (turn === 1 ? rendered(configMap('a'), configMap('b')) : configMap('a')),
      'ConfigMap/b is not rendered each time',
    ],
  ])('%s', async (_name, object, says) => {
    let turn = 0;
    const exec = answering(() => ({ stdout: rendered(object(++turn)) }));
    const error: unknown = await load(checkout(chart()), exec).catch((thrown) => thrown);
    expect((error as Failure).parts.what).toContain(says);
    expect(JSON.stringify((error as Failure).parts)).not.toContain('secret-');
  });
});

test('notes say where templates ask for what has no answer, and not where they only talk of it', async () => {
  const files = chart({
    'k8s/templates/a.yaml':
      '{{/* lookup now */}}\n{{ "lookup now" }} now\n{{- $x := lookup "v1" "Secret" "a" "b" }}',
    'k8s/templates/b.yaml': '{{ if .Release.IsUpgrade }}{{ .Values.now }}{{ $now }}{{ end }}',
    'k8s/charts/db/templates/c.yaml': '\n{{ now | date "2006" }}',
    'k8s/crds/a.yaml': 'kind: CustomResourceDefinition',
  });
  const { notes } = await load(
    checkout(files),
    answering(() => ({ stdout: rendered(configMap('a')) })),
  );
  expect(notes).toEqual([
    expect.stringMatching(/lookup.*\(k8s\/templates\/a\.yaml:3\)/),
    expect.stringMatching(/install.*\(k8s\/templates\/b\.yaml:1\)/),
    expect.stringMatching(/now.*\(k8s\/charts\/db\/templates\/c\.yaml:2\)/),
    expect.stringContaining('k8s/crds is left out'),
  ]);
});
