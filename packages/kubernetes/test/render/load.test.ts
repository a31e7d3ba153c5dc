import { Failure } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { answering, checkout, configMap, load, noTool } from './checkout.ts';

const refusal = async (files: Record<string, string>, values: string[] = []) => {
  const error: unknown = await load(checkout(files), { exec: noTool, values }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).parts;
};
const chart = { 'k8s/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };

test('a plain folder is loaded as it is, without a tool', async () => {
  const root = checkout({
    'k8s/a.yaml': configMap('a'),
    'k8s/deep/b.json': '{"apiVersion":"v1","kind":"A","metadata":{"name":"b"}}',
  });
  const { manifests, rendered, notes } = await load(root, { exec: noTool });
  expect([rendered, notes]).toEqual([undefined, []]);
  expect(manifests.map(({ place }) => place)).toEqual([
    { file: 'k8s/a.yaml', line: 1 },
    { file: 'k8s/deep/b.json', line: 1 },
  ]);
});

describe('a folder is refused before any tool runs', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['that is not there', {}, 'no-manifests', 'does not exist'],
    ['that is a file', { k8s: 'a' }, 'no-manifests', 'does not exist'],
    ['that lies elsewhere', { k8s: '->/usr' }, 'unsupported-manifests', 'k8s leads out of the checkout'],
    [
      'with a kustomization deeper in it',
      { 'k8s/a.yaml': configMap('a'), 'k8s/overlays/x/kustomization.yml': 'resources: []' },
      'unsupported-manifests',
      'k8s/overlays/x/kustomization.yml: it belongs to a kustomization',
    ],
    [
      'with a chart deeper in it',
      { 'k8s/chart/Chart.yaml': 'name: a' },
      'unsupported-manifests',
      'belongs to a Helm chart',
    ],
    [
      'with a misspelt chart',
      { 'k8s/chart.yml': 'name: a' },
      'unsupported-manifests',
      'looks for Chart.yaml',
    ],
    ['with both', { ...chart, 'k8s/Kustomization': '' }, 'unsupported-manifests', 'at once'],
    [
      'with two kustomizations',
      { 'k8s/kustomization.yaml': '', 'k8s/kustomization.yml': '' },
      'unsupported-manifests',
      'keep one',
    ],
  ])('%s', async (_name, files, reason, says) => {
    const parts = await refusal(files);
    expect(parts.reason).toBe(reason);
    expect(parts.what).toContain(says);
  });

  test('and names the folder to render', async () => {
    const { next } = await refusal({ 'k8s/overlays/x/kustomization.yaml': '' });
    expect(next).toContain('`k8s/overlays/x`');
  });

  test('when values are given and it is no chart', async () => {
    expect((await refusal({ 'k8s/a.yaml': configMap('a') }, ['values.yaml'])).what).toContain(
      'no Helm chart',
    );
  });
});

describe('a tool', () => {
  const secrets = {
    PATH: '/bin',
    KUBECONFIG: '/secret',
    GITHUB_TOKEN: 'ghs_secret',
    HELM_REGISTRY_CONFIG: '/secret',
    HOME: '/root',
  };

  test('gets nothing of the step’s environment but PATH, and no way to the network', async () => {
    const { exec, calls } = answering(() => ({ stdout: configMap('a') }));
    await load(checkout({ 'k8s/kustomization.yaml': '' }), { exec, env: secrets });
    const [call] = calls;
    const env = call?.options.env ?? {};
    expect(JSON.stringify(env)).not.toContain('secret');
    expect(env).toMatchObject({
      PATH: '/bin',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      GIT_ALLOW_PROTOCOL: 'none',
    });
    expect(env['HOME']).not.toBe('/root');
    expect(call?.options.timeout).toBeGreaterThan(0);
  });

  test('is kubectl where kustomize is not', async () => {
    const { exec, calls } = answering((program) => {
      if (program === 'kustomize') throw missing(program);
      return { stdout: configMap('a') };
    });
    const { manifests } = await load(checkout({ 'k8s/kustomization.yaml': '' }), { exec });
    expect(calls.map(({ program, args }) => [program, args[0]])).toEqual([
      ['kustomize', 'build'],
      ['kubectl', 'kustomize'],
    ]);
    expect(manifests).toHaveLength(1);
  });

  test.each([
    ['kustomization', { 'k8s/kustomization.yaml': '' }, 'neither kustomize nor kubectl'],
    ['chart', chart, 'helm is not on PATH'],
  ])('for a %s that is not there is asked for', async (_name, files, says) => {
    const { exec } = answering((program) => {
      throw missing(program);
    });
    await expect(load(checkout(files), { exec })).rejects.toMatchObject({
      parts: { reason: 'missing-tool', what: expect.stringContaining(says) },
    });
  });

  test('that ends without a word was stopped', async () => {
    const { exec } = answering(() => ({ exitCode: 1 }));
    await expect(load(checkout(chart), { exec })).rejects.toMatchObject({
      parts: { reason: 'render-failed', why: expect.stringContaining('two minutes') },
    });
  });

  test('whose answer is no YAML is told with the file that was rendered', async () => {
    const { exec } = answering(() => ({
      stdout: `---\n# Source: web/templates/a.yaml\n${configMap('a', 'data: {on: "1"}')}`,
    }));
    const files = { ...chart, 'k8s/templates/a.yaml': '' };
    await expect(load(checkout(files), { exec })).rejects.toMatchObject({
      parts: { reason: 'bad-manifest', place: { file: 'k8s/templates/a.yaml' } },
    });
  });
});

const missing = (program: string) =>
  new Failure({ reason: 'missing-tool', what: `${program} could not be started`, next: 'Install it.' });
