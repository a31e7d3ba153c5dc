import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/process/run.ts';
import { startTestbed, type Testbed } from '../../src/testbed.ts';
import { eventuallyText, fixtureObjects, kubectlOf, writeContext } from './cluster-fixture.ts';

let testbed: Testbed;
let kubectl: ReturnType<typeof kubectlOf>;

beforeAll(async () => {
  testbed = await startTestbed({ github: false });
  kubectl = kubectlOf(testbed);
  const objects = fixtureObjects(testbed.registry.host).map((object) => JSON.stringify(object));
  await kubectl(['apply', '-f', '-'], objects.join('\n---\n'));
  await kubectl(['-n', 'app', 'rollout', 'status', 'deployment/web', '--timeout=120s']);
  await kubectl(['-n', 'app', 'wait', '--for=condition=Ready', 'pod/shell', '--timeout=120s']);
}, 1_800_000);
afterAll(() => testbed?.stop(), 60_000);

const inPod = (...command: string[]) => kubectl(['-n', 'app', 'exec', 'shell', '--', ...command]);
const serviceField = (path: string) =>
  kubectl(['-n', 'app', 'get', 'service', 'web', '-o', `jsonpath={${path}}`]);

describe('the network', { timeout: 60_000 }, () => {
  test('a pod finds a service by its name and reaches it', async () => {
    expect(await inPod('wget', '-q', '-O-', 'http://web.app.svc.cluster.local/')).toBe('from the pod\n');
    expect(await inPod('wget', '-q', '-O-', 'http://web/')).toBe('from the pod\n');
  });

  test('the host reaches a ClusterIP and a NodePort', async () => {
    expect(await eventuallyText(`http://${await serviceField('.spec.clusterIP')}/`)).toBe('from the pod\n');
    // Where a given cluster's nodes answer is not known.
    if (!testbed.cluster.nodeAddress) return;
    const port = await serviceField('.spec.ports[0].nodePort');
    expect(await eventuallyText(`http://${testbed.cluster.nodeAddress}:${port}/`)).toBe('from the pod\n');
  });

  test('a pod reaches the API server with its own token', async () => {
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    const script = `const { readFileSync } = require('node:fs');
      fetch('https://kubernetes.default.svc/api/v1/namespaces/app/pods', {
        headers: { authorization: 'Bearer ' + readFileSync('${account}/token', 'utf8') },
      }).then(async (answer) => console.log((await answer.json()).message));`;
    const message = await inPod('env', `NODE_EXTRA_CA_CERTS=${account}/ca.crt`, 'node', '-e', script);
    expect(message).toContain('"system:serviceaccount:app:default" cannot list resource "pods"');
  });
});

describe('through the API server', { timeout: 60_000 }, () => {
  test('logs', async () => {
    expect(await kubectl(['-n', 'app', 'logs', 'deployment/web'])).toContain('listening on port 8080');
  });

  test('exec, as the user of the image', async () => {
    expect(await inPod('id')).toContain('uid=1000(node)');
    expect(await inPod('node', '--version')).toMatch(/^v24\./);
  });

  test('proxy to a service and to a pod', async () => {
    const [pod] = (await kubectl(['-n', 'app', 'get', 'pods', '-l', 'app=web', '-o', 'name'])).split('\n');
    const path = '/api/v1/namespaces/app';
    expect(await kubectl(['get', '--raw', `${path}/services/web:80/proxy/`])).toBe('from the pod\n');
    const name = pod?.replace('pod/', '');
    expect(await kubectl(['get', '--raw', `${path}/pods/${name}:8080/proxy/`])).toBe('from the pod\n');
  });
});

describe('admission and rights', { timeout: 60_000 }, () => {
  test('PodSecurity refuses a privileged pod', async () => {
    const pod = kubectl(['-n', 'app', 'run', 'bad', '--image=node:24-slim', '--privileged']);
    await expect(pod).rejects.toThrow(/violates PodSecurity "restricted:latest": privileged/);
  });

  test('ResourceQuota refuses what exceeds it', async () => {
    await kubectl(['create', 'namespace', 'small']);
    await kubectl(['-n', 'small', 'create', 'quota', 'none', '--hard=pods=0']);
    await kubectl(['-n', 'small', 'wait', 'quota/none', '--for=jsonpath={.status.hard.pods}=0']);
    const pod = kubectl(['-n', 'small', 'run', 'one', '--image=node:24-slim']);
    await expect(pod).rejects.toThrow(
      /exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0/,
    );
  });

  test('a requested token has the rights of its account, and no others', async () => {
    await kubectl(['-n', 'app', 'create', 'serviceaccount', 'reader']);
    await kubectl(['-n', 'app', 'create', 'role', 'reader', '--verb=list', '--resource=pods']);
    const binding = ['create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=app:reader'];
    await kubectl(['-n', 'app', ...binding]);
    const token = (await kubectl(['-n', 'app', 'create', 'token', 'reader', '--duration=10m'])).trim();
    const ca = join(testbed.dir, 'ca.crt');
    const flag = '--certificate-authority';
    const path = 'jsonpath={.clusters[0].cluster.certificate-authority-data}';
    const data = await kubectl(['config', 'view', '--raw', '-o', path]);
    writeFileSync(ca, Buffer.from(data, 'base64'));
    const asReader = (...args: string[]) =>
      run(
        join(testbed.bin, 'kubectl'),
        ['--server', testbed.cluster.server, flag, ca, '--token', token, ...args],
        {
          env: { ...process.env, KUBECONFIG: '/dev/null' },
        },
      );
    expect(await asReader('-n', 'app', 'get', 'pods', '-o', 'name')).toContain('pod/shell');
    await expect(asReader('-n', 'app', 'get', 'secrets')).rejects.toThrow(
      /forbidden.*"system:serviceaccount:app:reader"/,
    );
    await expect(asReader('get', 'nodes')).rejects.toThrow(/forbidden/);
  });
});

describe('builds', { timeout: 180_000 }, () => {
  test.each([
    ["docker's own driver", () => 'default'],
    ["the testbed's BuildKit", () => testbed.builder],
  ])('%s builds FROM node:24-slim and pushes what then runs in the cluster', async (_name, builder) => {
    const folder = mkdtempSync(join(tmpdir(), 'workaday-context-'));
    writeContext(folder);
    const tag = `${testbed.registry.host}/built:${builder()}`;
    const metadata = join(folder, 'metadata.json');
    const build = ['buildx', 'build', '--builder', builder(), '--push', '--metadata-file', metadata];
    await run('docker', [...build, '--tag', tag, folder], { env: { ...process.env, ...testbed.env } });
    const digest: string = JSON.parse(readFileSync(metadata, 'utf8'))['containerimage.digest'];
    rmSync(folder, { recursive: true });

    const pod = `built-${builder()}`;
    const image = `${testbed.registry.host}/built@${digest}`;
    await kubectl(['run', pod, '--image', image, '--restart=Never']);
    await kubectl(['wait', `pod/${pod}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=120s']);
    expect(await kubectl(['logs', pod])).toBe('built and run\n');
  });

  test("the registry deletes what it's told to", async () => {
    const repository = `http://${testbed.registry.host}/v2/workaday/static-http/manifests`;
    const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
    const digest = (await fetch(`${repository}/1`, { headers })).headers.get('docker-content-digest');
    expect((await fetch(`${repository}/${digest}`, { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(`${repository}/${digest}`, { headers })).status).toBe(404);
  });
});
