import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { connect } from '../../src/transport/connect.ts';

let world: AppNamespace;
let folder: string;
let env: Record<string, string>;
let token: string;

beforeAll(async () => {
  world = await createAppNamespace('inside');
  folder = mkdtempSync(join(tmpdir(), 'serviceaccount-'));
  const { clusters, users } = parse(world.kubeconfig);
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  token = users[0].user.token;
  writeFileSync(join(folder, 'ca.crt'), Buffer.from(ca, 'base64'));
  const { hostname, port } = new URL(server);
  env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
});
afterAll(async () => {
  await world.remove();
  rmSync(folder, { recursive: true });
});

test('a pod’s ServiceAccount deploys, also after its token was rotated', async () => {
  writeFileSync(join(folder, 'token'), token);
  const cluster = await connect('in-cluster', { clock: nodeClock, env, serviceAccount: folder });
  onTestFinished(() => cluster.close());
  const path = `/api/v1/namespaces/${world.namespace}/configmaps`;
  const create = (name: string) => cluster.request({ method: 'POST', path, body: { metadata: { name } } });
  await create('one');
  writeFileSync(join(folder, 'token'), 'no longer valid');
  await expect(create('two')).rejects.toMatchObject({ status: 401 });
  writeFileSync(join(folder, 'token'), `${token}\n`);
  await create('three');
});

test('a token that the cluster does not know is told so', async () => {
  writeFileSync(join(folder, 'token'), 'eyJ.of.elsewhere');
  await expect(
    connect('in-cluster', { clock: nodeClock, env, serviceAccount: folder }),
  ).rejects.toMatchObject({
    parts: { reason: 'unauthorized' },
  });
});
