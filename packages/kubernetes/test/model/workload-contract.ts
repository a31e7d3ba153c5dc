import { beforeAll, describe, expect, test } from 'vitest';
import { type KubeObject, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { applyObject } from '../../src/plan/apply.ts';
import { rolloutStatus } from '../../src/rollout/status.ts';
import type { Query } from '../../src/transport/cluster.ts';
import { builtIn, collectionPath, readObject } from '../../src/transport/discovery.ts';
import { listCollection } from '../../src/transport/list.ts';
import { watchCollection } from '../../src/transport/watch.ts';
import type { Ground } from './contract.ts';

export interface WorkloadGround extends Ground {
  /** An image whose node program can run. */
  image: string;
  /** One that no registry has. */
  missing: string;
}

let ground: WorkloadGround;

const program = "require('node:http').createServer((_, answer) => answer.end('ok')).listen(8080)";

function web(greeting: string, image = ground.image): KubeObject {
  const container = {
    name: 'web',
    image,
    command: ['node', '-e', program],
    env: [{ name: 'GREETING', value: greeting }],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: ground.namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { terminationGracePeriodSeconds: 1, containers: [container] },
      },
    },
  };
}

const service = () => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: ground.namespace },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const apply = (object: KubeObject) => applyObject(ground.cluster, ground.namespace, object, { force: true });
const list = async (kind: 'Pod' | 'ReplicaSet') =>
  (await listCollection(ground.cluster, { path: collectionPath(builtIn[kind], ground.namespace) })).objects;
const read = () => readObject(ground.cluster, builtIn.Deployment, ground.namespace, 'web');

/** Looks again and again, by the clock of the cluster. */
async function until<Seen>(look: () => Promise<Seen | undefined>): Promise<Seen> {
  for (let second = 0; second < 120; second++) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await ground.cluster.clock.wait(1000);
  }
  throw new Error('it did not happen in two minutes');
}

/** The Deployment once our own rules take it for rolled out. */
function rolledOut(written: KubeObject): Promise<KubeObject> {
  return until(async () => {
    const live = await read();
    const [replicaSets, pods] = [await list('ReplicaSet'), await list('Pod')];
    const now = ground.cluster.now();
    const facts = { written, live, replicaSets, pods, events: [], writtenAt: 0, now };
    return rolloutStatus(facts).state === 'ready' && pods.length === 1 ? live : undefined;
  });
}

const revisionOf = ({ metadata }: KubeObject) => metadata.annotations?.['deployment.kubernetes.io/revision'];

/** How Deployments, their pods and what leads to them follow what is written. */
export function workloadContract(open: () => WorkloadGround): void {
  describe('workloads', () => {
    beforeAll(async () => {
      ground = open();
      await apply(service());
    });

    test('roll out: a pod of the template runs and is led to, and the status says so', async () => {
      const live = await rolledOut(await apply(web('one')));
      expect(live.metadata.generation).toBe(1);
      expect(revisionOf(live)).toBe('1');
      expect(live['status']).toMatchObject({
        observedGeneration: 1,
        replicas: 1,
        updatedReplicas: 1,
        readyReplicas: 1,
        availableReplicas: 1,
      });
      const [pod] = await list('Pod');
      const target = await until(async () => {
        const path = `/apis/discovery.k8s.io/v1/namespaces/${ground.namespace}/endpointslices`;
        const slices = recordsAt(await ground.cluster.request({ method: 'GET', path }), 'items');
        return slices
          .flatMap((slice) => recordsAt(slice, 'endpoints').map((endpoint) => ({ slice, endpoint })))
          .find(({ endpoint }) => recordAt(endpoint, 'conditions')?.['ready'] === true);
      });
      expect(recordAt(target.endpoint, 'targetRef')).toMatchObject({ kind: 'Pod', name: pod?.metadata.name });
      expect(recordsAt(target.slice, 'ports')).toMatchObject([{ name: 'http', port: 8080 }]);
      const proxied = `${collectionPath(builtIn.Pod, ground.namespace)}/${pod?.metadata.name}:8080/proxy/`;
      const answer = await ground.cluster.exchange({ method: 'GET', path: proxied });
      expect([answer.status, answer.text]).toEqual([200, 'ok']);
      expect(answer.headers['audit-id']).toBeDefined();
    });

    test('that change get a pod of the new template, and the old one goes', async () => {
      const [before] = await list('Pod');
      const live = await rolledOut(await apply(web('two')));
      expect([live.metadata.generation, revisionOf(live)]).toEqual([2, '2']);
      const [after] = await list('Pod');
      expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
      expect(await list('ReplicaSet')).toHaveLength(2);
    });

    test('that go back find their ReplicaSet again, under a new revision', async () => {
      const live = await rolledOut(await apply(web('one')));
      expect([live.metadata.generation, revisionOf(live)]).toEqual([3, '3']);
      expect((await list('ReplicaSet')).map(revisionOf).sort()).toEqual(['2', '3']);
    });

    test('whose stamp alone changes start no pod', async () => {
      const [before] = await list('Pod');
      const stamped = web('one');
      stamped.metadata.annotations = { 'workaday.dev/release': '2' };
      const live = await rolledOut(await apply(stamped));
      expect([live.metadata.generation, revisionOf(live)]).toEqual([4, '3']);
      expect((await list('Pod')).map(({ metadata }) => metadata.uid)).toEqual([before?.metadata.uid]);
    });

    test('and their pods are listed by label and by name', async () => {
      const count = async (kind: 'Pod' | 'Deployment', query: Query) => {
        const path = collectionPath(builtIn[kind], ground.namespace);
        return (await listCollection(ground.cluster, { path, query })).objects.length;
      };
      expect([
        await count('Pod', { labelSelector: 'app=web' }),
        await count('Pod', { labelSelector: 'app=other' }),
        await count('Deployment', { fieldSelector: 'metadata.name=web' }),
        await count('Deployment', { fieldSelector: 'metadata.name=other' }),
      ]).toEqual([1, 0, 1, 0]);
    });

    test('are told to whoever watches them', async () => {
      const stop = new AbortController();
      const path = collectionPath(builtIn.Deployment, ground.namespace);
      const query = { fieldSelector: 'metadata.name=web' };
      const watch = { path, query, signal: stop.signal, onChange: () => undefined };
      const { collection } = await watchCollection(ground.cluster, watch);
      const stamped = web('one');
      stamped.metadata.annotations = { 'workaday.dev/release': '3' };
      await apply(stamped);
      await until(async () => {
        const [seen] = collection.items();
        return seen?.metadata.annotations?.['workaday.dev/release'] === '3' ? seen : undefined;
      });
      stop.abort();
    });

    test('without an image keep their old pod, and say what is missing', async () => {
      const [before] = await list('Pod');
      await apply(web('three', ground.missing));
      const waiting = await until(async () => {
        const statuses = (await list('Pod')).flatMap((pod) => recordsAt(pod, 'status', 'containerStatuses'));
        return statuses
          .map((status) => recordAt(status, 'state', 'waiting'))
          .find((state) => state?.['message']);
      });
      expect(waiting['reason']).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
      expect((await list('Pod')).map(({ metadata }) => metadata.uid)).toContain(before?.metadata.uid);
    });
  });
}
