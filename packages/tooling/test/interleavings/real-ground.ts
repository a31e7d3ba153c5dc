import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, type KubeObject, recordAt, recordsAt } from '@workaday/kubernetes';
import { RealServer } from './real-server.ts';
import type { Ground, Under } from './world.ts';

export interface RealWorld {
  /** With the deployer's credential. */
  cluster: Cluster;
  /** To look. */
  admin: Cluster;
  namespace: string;
  /** By digest, with node in it. */
  image: string;
  /** Folder of the checkout. */
  workspace: string;
}

/** Times are ahead of those that the cluster writes itself, however slow it is. Milliseconds. */
const ahead = 600_000;
/** Virtual milliseconds to a real one while pods come and go. */
const haste = 2;
const missingDigest = '0'.repeat(64);

export interface RealGround {
  ground: (under: Under) => Ground;
  /** Looks no more; before the cluster is closed. */
  leave(): Promise<void>;
}

/** A real cluster: while its pods come and go, time passes nearly as it does for them, and else as on the model. */
export function realGround({ cluster, admin, namespace, image, workspace }: RealWorld): RealGround {
  let over = false;
  let restless = false;
  let calming = Promise.resolve();
  const calmDown = async () => {
    restless = true;
    while (!over && !(await isCalm(admin, namespace))) await sleep(200);
    restless = false;
  };
  const ground = ({ time }: Under): Ground => {
    const epoch = Date.now() + ahead;
    time.pace = (milliseconds) => (restless ? sleep(milliseconds / haste) : undefined);
    const server = new RealServer({
      cluster,
      namespace,
      now: () => epoch + time.now,
      onWorkload: () => {
        if (!restless) calming = calmDown();
      },
    });
    return {
      server,
      imageOf: ({ missing }) => (missing ? image.replace(/[0-9a-f]{64}$/, missingDigest) : image),
      workspace,
      rest: () => sleep(20),
    };
  };
  return {
    ground,
    leave() {
      over = true;
      return calming;
    },
  };
}

/** Whether one pod of what is wanted runs and is led to, or there is no image for it. */
async function isCalm(admin: Cluster, namespace: string): Promise<boolean> {
  const list = async (path: string) =>
    recordsAt(await admin.request({ method: 'GET', path }), 'items') as KubeObject[];
  const [deployments, pods, slices] = await Promise.all([
    list(`/apis/apps/v1/namespaces/${namespace}/deployments`),
    list(`/api/v1/namespaces/${namespace}/pods`),
    list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`),
  ]);
  if (deployments.some((deployment) => pods.some((pod) => waitsInVain(pod, deployment)))) return true;
  const [pod] = pods;
  const ready = slices
    .flatMap((slice) => recordsAt(slice, 'endpoints'))
    .filter((endpoint) => recordAt(endpoint, 'conditions')?.['ready'] === true)
    .map((endpoint) => recordAt(endpoint, 'targetRef')?.['name']);
  return (
    deployments.every(isRolledOut) &&
    pods.length === 1 &&
    ready.length === 1 &&
    ready[0] === pod?.metadata.name
  );
}

/** For an image that the Deployment still wants. */
function waitsInVain(pod: KubeObject, deployment: KubeObject): boolean {
  const [status] = recordsAt(pod, 'status', 'containerStatuses');
  const reason = String(recordAt(status, 'state', 'waiting')?.['reason'] ?? '');
  const imageOf = (containers: readonly Record<string, unknown>[]) => containers[0]?.['image'];
  const wanted = imageOf(recordsAt(deployment, 'spec', 'template', 'spec', 'containers'));
  return (
    /^(ErrImagePull|ImagePullBackOff)$/.test(reason) &&
    imageOf(recordsAt(pod, 'spec', 'containers')) === wanted
  );
}

function isRolledOut(deployment: KubeObject): boolean {
  const status = recordAt(deployment, 'status') ?? {};
  const { observedGeneration, updatedReplicas, availableReplicas, replicas } = status;
  return (
    observedGeneration === deployment.metadata.generation &&
    [updatedReplicas, availableReplicas, replicas].every((count) => count === 1)
  );
}
