import { createHash } from 'node:crypto';
import { type KubeObject, recordAt, recordsAt } from '../../src/manifests/object.ts';
import type { ModelServer } from './model-server.ts';
import { timeOf } from './store.ts';

const revision = 'deployment.kubernetes.io/revision';

/** The controller of Deployments with one replica, as two steps: the pods of the new template come, then they are ready and the old ones go. */
export class Deployments {
  readonly #server: ModelServer;
  readonly #later: (step: () => void) => void;
  readonly #mayStart: (image: string) => boolean;
  readonly #due = new Set<string>();

  /**
   * @param later when a step is taken
   * @param mayStart whether there is an image of this name
   */
  constructor(
    server: ModelServer,
    {
      later,
      mayStart = () => true,
    }: { later: (step: () => void) => void; mayStart?: (image: string) => boolean },
  ) {
    this.#server = server;
    this.#later = later;
    this.#mayStart = mayStart;
    server.store.listen(({ type, object }) => {
      if (object.kind === 'Deployment' && type !== 'DELETED') this.#soon(object.metadata.name);
    });
  }

  #soon(name: string): void {
    if (this.#due.has(name)) return;
    this.#due.add(name);
    this.#later(() => {
      this.#due.delete(name);
      this.#step(name);
    });
  }

  #collection(kind: 'deployments' | 'replicasets' | 'pods'): string {
    const root = kind === 'pods' ? '/api/v1' : '/apis/apps/v1';
    return `${root}/namespaces/${this.#server.namespace}/${kind}`;
  }

  /** One step towards what is wanted; its own write of the status calls for the next one. */
  #step(name: string): void {
    const { store } = this.#server;
    const live = store.get(this.#collection('deployments'), name);
    if (!live) return;
    const set = this.#replicaSet(live);
    const own = store.list(this.#collection('pods')).filter((pod) => isOf(pod, live));
    const wanted = own.filter((pod) => isOf(pod, set));
    const [pod] = wanted.length > 0 ? wanted : [this.#newPod(live, set)];
    const ready = pod !== undefined && wanted.length > 0 && this.#started(pod);
    if (ready)
      for (const old of own) if (!isOf(old, set)) store.delete(this.#collection('pods'), old.metadata.name);
    const others = ready ? 0 : own.length - wanted.length;
    const next = {
      ...live,
      metadata: {
        ...live.metadata,
        annotations: { ...live.metadata.annotations, [revision]: set.metadata.annotations?.[revision] ?? '' },
      },
      status: {
        observedGeneration: live.metadata.generation,
        replicas: others + 1,
        updatedReplicas: 1,
        readyReplicas: ready ? 1 : others,
        availableReplicas: ready ? 1 : others,
        ...(ready ? {} : { unavailableReplicas: 1 }),
      },
    };
    store.put(this.#collection('deployments'), next, 'controller');
  }

  /** The one of this template, with the newest revision. */
  #replicaSet(deployment: KubeObject): KubeObject {
    const { store } = this.#server;
    const template = recordAt(deployment, 'spec', 'template') ?? {};
    const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
    const sets = store.list(this.#collection('replicasets')).filter((set) => isOf(set, deployment));
    const name = `${deployment.metadata.name}-${hash}`;
    const numberOf = (set: KubeObject | undefined) => Number(set?.metadata.annotations?.[revision] ?? 0);
    const found = sets.find(({ metadata }) => metadata.name === name);
    const last = Math.max(0, ...sets.map(numberOf));
    const number = found && numberOf(found) === last ? last : last + 1;
    const labels = { ...recordAt(template, 'metadata', 'labels'), 'pod-template-hash': hash };
    return store.put(this.#collection('replicasets'), {
      ...(found ?? { apiVersion: 'apps/v1', kind: 'ReplicaSet' }),
      metadata: {
        ...found?.metadata,
        name,
        namespace: this.#server.namespace,
        labels,
        annotations: { [revision]: String(number) },
        ownerReferences: [ownedBy(deployment)],
      },
      spec: { replicas: 1, template: { ...template, metadata: { labels } } },
    });
  }

  #newPod(deployment: KubeObject, set: KubeObject): KubeObject {
    const { store } = this.#server;
    return store.put(this.#collection('pods'), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${set.metadata.name}-${store.version}`,
        namespace: this.#server.namespace,
        labels: set.metadata.labels ?? {},
        ownerReferences: [ownedBy(set), { ...ownedBy(deployment), controller: false }],
      },
      spec: recordAt(set, 'spec', 'template', 'spec') ?? {},
      status: { phase: 'Pending' },
    });
  }

  /** Whether the pod runs; it does from the second look on. */
  #started(pod: KubeObject): boolean {
    const { store, now } = this.#server;
    const containers = recordsAt(pod, 'spec', 'containers');
    const runs = containers.every(({ image }) => this.#mayStart(String(image)));
    if (recordAt(pod, 'status')?.['phase'] === 'Running') return true;
    const time = timeOf(now());
    const status = runs ? 'True' : 'False';
    store.put(this.#collection('pods'), {
      ...pod,
      status: {
        phase: runs ? 'Running' : 'Pending',
        startTime: pod.metadata.creationTimestamp,
        podIP: '10.0.0.1',
        conditions: [
          { type: 'PodScheduled', status: 'True', lastTransitionTime: pod.metadata.creationTimestamp },
          { type: 'Ready', status, lastTransitionTime: time },
        ],
        containerStatuses: containers.map(({ name, image }) => ({
          name,
          image,
          imageID: runs ? image : '',
          ready: runs,
          started: runs,
          restartCount: 0,
          state: runs ? { running: { startedAt: time } } : { waiting: noImage(String(image)) },
        })),
      },
    });
    return runs;
  }
}

function noImage(image: string): object {
  return { reason: 'ErrImagePull', message: `failed to resolve reference "${image}": ${image}: not found` };
}

function isOf(object: KubeObject, owner: KubeObject): boolean {
  return (object.metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid);
}

function ownedBy({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject) {
  return { apiVersion, kind, name, uid, controller: true };
}
