import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adoptionBaseline, recordAdoption, versionBefore } from '../../src/ledger/adoption.ts';
import { readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import type { Release } from '../../src/ledger/release.ts';
import { restoreRelease } from '../../src/ledger/restore.ts';
import { finishRollback, keepRelease } from '../../src/ledger/settle.ts';
import { writeSnapshot } from '../../src/ledger/snapshot.ts';
import { type KubeObject, objectName, recordsAt, refOf } from '../../src/manifests/object.ts';
import { stampManifests } from '../../src/manifests/stamp.ts';
import { applyObject } from '../../src/plan/apply.ts';
import { takeOver } from '../../src/plan/owners.ts';
import { tryObjects } from '../../src/plan/trial.ts';
import { watchRollout } from '../../src/rollout/watch-rollout.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../../src/transport/discovery.ts';
import { kubectl } from './kubectl.ts';
import { documents, nodeImage, serves } from './rollouts.ts';

/** What people applied before, and by what it is changed. */
const app = ({ version, program = serves(200) }: { version: string; program?: string }) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: web-config, labels: { team: "${version}" } }
data: { VERSION: "${version}" }
---
apiVersion: v1
kind: Secret
metadata: { name: web-secret }
stringData: { PASSWORD: "secret of ${version}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, annotations: { team: "${version}" } }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: { version: "${version}" } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: ${nodeImage()}
          command: [node, -e, ${JSON.stringify(program)}]
          resources: {}
          envFrom: [{ configMapRef: { name: web-config } }]
          readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: ${version === 'old' ? 8080 : 9090} }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { rules: [{ host: ${version}.example.org, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { name: http } } } }] } }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { from: ${version} } } }] }, {}] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { maxUnavailable: ${version === 'old' ? 1 : 2}, selector: { matchLabels: { app: web } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tidy }
spec: { schedule: "${version === 'old' ? 0 : 30} 0 1 1 *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "${nodeImage()}" }] } } } } }
`;

/** An object as people see it: all but status and what the server counts. */
function seen({ status: _, metadata, ...rest }: KubeObject): unknown {
  const { managedFields: _m, resourceVersion: _r, generation: _g, annotations = {}, ...kept } = metadata;
  const { 'workaday.dev/undone': _u, 'deployment.kubernetes.io/revision': _v, ...others } = annotations;
  return { ...rest, metadata: { ...kept, annotations: others } };
}

describe.each([
  ['kubectl apply', ['apply', '-f', '-']],
  ['kubectl apply --server-side', ['apply', '--server-side', '-f', '-']],
  ['helm', ['apply', '--server-side', '--field-manager=helm', '-f', '-']],
  ['kubectl create', ['create', '-f', '-']],
])('what %s made', (_how, args) => {
  let world: AppNamespace;
  let cluster: Cluster;
  let before: KubeObject[];
  let podsBefore: string[];
  beforeAll(async () => {
    world = await createAppNamespace('adoption');
    cluster = await connect(world.kubeconfig, { clock: nodeClock });
  });
  afterAll(async () => {
    cluster.close();
    await world.remove();
  });

  const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
  const objectsOf = (options: Parameters<typeof app>[0]) => documents(app(options));
  const manifestsOf = (options: Parameters<typeof app>[0], release: number) =>
    stampManifests(
      objectsOf(options).map((object) => ({ object, place: { file: 'k8s/app.yaml' } })),
      { ...place(), release, changeCause: `workaday: release ${release}` },
    );
  const readAll = async () => {
    const resources = await cluster.resources();
    return Promise.all(
      objectsOf({ version: 'old' }).map(async ({ apiVersion, kind, metadata }) => {
        const resource = resources.find(apiVersion, kind) ?? expect.fail(kind);
        return (await readObject(cluster, resource, world.namespace, metadata.name)) ?? expect.fail(kind);
      }),
    );
  };
  const list = async (kind: 'ReplicaSet' | 'Pod') =>
    recordsAt(
      await cluster.request({ method: 'GET', path: collectionPath(builtIn[kind], world.namespace) }),
      'items',
    ) as KubeObject[];
  const uids = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.uid ?? '');

  /** As a deploy goes about it, up to the last write. */
  async function deploy(options: Parameters<typeof app>[0]): Promise<number> {
    const plan = async (release: number) =>
      tryObjects(cluster, world.namespace, manifestsOf(options, release), { takeOver: [] });
    const ledger = await readLedger(cluster, place());
    const changes = await plan(1);
    const recorded = await recordAdoption(cluster, place(), ledger, adoptionBaseline(changes));
    const number = (recorded.releases.at(-1)?.number ?? 0) + 1;
    const objects = manifestsOf(options, number).map(({ object }) => object);
    const release = {
      number,
      state: 'pending',
      reason: 'deploying',
      message: '',
      version: `1.0.${number}`,
      commit: '',
      images: {},
      by: 'ada',
      run: '',
      startedAt: '',
      objects: objects.map((object) => ({ ...refOf(object), adopted: true })),
      parts: await writeSnapshot(cluster, place(), number, objects),
    } satisfies Release;
    await updateLedger(cluster, place(), (one) => ({ ...one, releases: [...one.releases, release] }));
    await takeOver(cluster, world.namespace, changes);
    await Promise.all(
      objects.map((object) => applyObject(cluster, world.namespace, object, { force: true })),
    );
    return number;
  }

  test('is the first release of the ledger once a deploy goes over it', async () => {
    await kubectl(world, [...args, '-n', world.namespace], objectsOf({ version: 'old' }));
    const up = await watchRollout(cluster, world.namespace, await readAll(), {
      timeout: 120_000,
      onChange: () => undefined,
      writtenAt: cluster.now(),
    });
    expect(up.state).toBe('ready');
    before = await readAll();
    podsBefore = uids(await list('Pod'));
    expect(await deploy({ version: 'new', program: 'process.exit(7)' })).toBe(2);
    const { releases } = await readLedger(cluster, place());
    expect(releases[0]).toMatchObject({
      number: 1,
      state: 'verified',
      reason: 'adopted',
      version: versionBefore,
    });
    expect((await readAll()).map(seen)).not.toEqual(before.map(seen));
    await expect.poll(() => list('ReplicaSet'), { timeout: 30_000 }).toHaveLength(2);
  });

  test('is back without loss when that deploy is undone, run by the ReplicaSet and the pods that it had', async () => {
    const options = { reason: 'crash', message: 'it crashed', timeout: 120_000, log: () => undefined };
    const restored = await restoreRelease(cluster, place(), 2, options);
    expect(restored).toMatchObject({ result: 'restored', release: { number: 1 } });
    await finishRollback(cluster, place(), 2, { state: 'rolled-back', restored: 1, ...options });
    const after = await readAll();
    for (const [index, object] of after.entries())
      expect(seen(object), objectName(object)).toEqual(seen(before[index] ?? expect.fail('more')));
    const sets = await list('ReplicaSet');
    expect(sets).toHaveLength(2);
    const pods = (await list('Pod')).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    expect(uids(pods)).toEqual(podsBefore);
  });

  test('gives way to the next deploy as to any', async () => {
    const number = await deploy({ version: 'good' });
    expect(number).toBe(3);
    await keepRelease(cluster, place(), number, { state: 'verified', reason: 'rollout', message: '' });
    const { releases } = await readLedger(cluster, place());
    expect(releases.map(({ state }) => state)).toEqual(['verified', 'rolled-back', 'verified']);
    const map = await cluster.request<KubeObject>({
      method: 'GET',
      path: objectPath(builtIn.ConfigMap, world.namespace, 'web-config'),
    });
    expect(map).toMatchObject({ data: { VERSION: 'good' }, metadata: { labels: { team: 'good' } } });
    expect(map.metadata.annotations).not.toHaveProperty('kubectl.kubernetes.io/last-applied-configuration');
  });
});
