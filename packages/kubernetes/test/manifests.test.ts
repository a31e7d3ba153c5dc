import type { Files } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { loadManifests, type Manifest, parseManifests } from '../src/manifests/manifests.ts';

const parse = (text: string) => parseManifests(text, 'k8s/a.yaml');
const manifests = (text: string): Manifest[] => {
  const { manifests, problems } = parse(text);
  expect(problems).toEqual([]);
  return manifests;
};
const folder = (files: Record<string, string>): Files => ({
  readText: async (path) => files[path],
  kind: async (path) => (path === 'k8s' ? 'directory' : undefined),
  list: async () =>
    Object.keys(files)
      .sort()
      .map((path) => ({ path: path.slice(4), kind: 'file' as const })),
});

describe('a file of manifests', () => {
  test('keeps every field and the line of every document', () => {
    const text = `# first
apiVersion: v1
kind: ConfigMap
metadata: { name: a }
---
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: b }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }], ofTheFuture: { deep: 1 } }
`;
    const [first, second] = manifests(text);
    expect(first?.place).toEqual({ file: 'k8s/a.yaml', line: 2 });
    expect(second?.place).toEqual({ file: 'k8s/a.yaml', line: 7 });
    expect(second?.object['spec']).toEqual({
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }],
      ofTheFuture: { deep: 1 },
    });
  });

  test('reads numbers as Kubernetes tools do: 0644 is octal', () => {
    const [one] = manifests(
      '{apiVersion: v1, kind: A, metadata: {name: a}, mode: 0644, port: 080, also: 0o17, text: "0644"}',
    );
    expect(one?.object).toMatchObject({ mode: 0o644, also: 0o17, text: '0644' });
  });

  test('understands anchors and merge keys', () => {
    const [one] = manifests(
      'apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: &x {b: 1}\nz: { <<: *x, c: 2 }\n',
    );
    expect(one?.object['z']).toEqual({ b: 1, c: 2 });
  });

  const wrong: [string, string, number, string][] = [
    ['a syntax error', 'apiVersion: v1\nkind: [a\n', 3, ''],
    ['a key that stands twice', 'apiVersion: v1\nkind: A\nkind: B\nmetadata: {name: a}\n', 3, 'twice'],
    ['a list', '- a\n', 1, 'not an object'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}\n', 1, 'no kind'],
    ['a generated name', 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n', 1, 'no metadata.name'],
  ];
  test.each(wrong)('with %s is told with its line', (_name, text, line, says) => {
    const { problems } = parse(text);
    expect(problems[0]?.place).toMatchObject({ file: 'k8s/a.yaml', line });
    expect(problems[0]?.what).toContain(says);
  });

  test('is read in the order of paths, errors of all files at once', async () => {
    const object = (name: string) => `{apiVersion: v1, kind: A, metadata: {name: ${name}}}`;
    const good = folder({ 'k8s/b.yml': object('b'), 'k8s/a/c.json': object('c'), 'k8s/README.md': 'no' });
    const loaded = await loadManifests(good, 'k8s');
    expect(loaded.map(({ object: { metadata } }) => metadata.name)).toEqual(['c', 'b']);
    const bad = loadManifests(folder({ 'k8s/a.yaml': 'kind: [', 'k8s/b.yaml': 'x' }), 'k8s');
    await expect(bad).rejects.toThrow(/k8s\/a\.yaml:1.*k8s\/b\.yaml:1/s);
  });

  test.each(['kustomization.yaml', 'base/kustomization.yml', 'Chart.yaml'])(
    'is not applied beside %s',
    async (name) => {
      const loading = loadManifests(folder({ [`k8s/${name}`]: 'a: 1' }), 'k8s');
      await expect(loading).rejects.toMatchObject({ parts: { reason: 'unsupported-manifests' } });
    },
  );
});
