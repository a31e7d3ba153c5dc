import { type KubeObject, objectName, recordAt, recordsAt } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { rolloutAdvice, weightOf } from './advice.ts';
import { claimsOf } from './claim-trouble.ts';
import { containersOf } from './containers.ts';
import { eventsAbout, lastSeen, messageOf } from './events.ts';
import { eventLines, guiltyLog, heldBack, secretsOf } from './evidence.ts';
import { isEnding, ownedBy, type RolloutStatus, timeOf } from './facts.ts';
import { isReady } from './pod-readiness.ts';
import { withoutSecrets } from './secret-values.ts';
import { suspicious, type Trouble } from './trouble.ts';
import type { Scene } from './world.ts';

/** What is wrong with one object, with the evidence and what to do. */
export interface Finding {
  /** `Deployment/web` */
  object: string;
  trouble: Trouble;
  events: string[];
  /** The last lines of the guilty container, without the secrets of the release and of its pod. */
  log: string[];
  advice: string;
}

export interface ObjectStatus {
  object: KubeObject;
  status: RolloutStatus;
}

/** The findings about objects that are not ready, the most telling first. */
export async function findingsOf(
  cluster: Cluster,
  namespace: string,
  statuses: readonly ObjectStatus[],
  scene: Scene,
  written: readonly KubeObject[],
): Promise<Finding[]> {
  const found = await Promise.all(statuses.map((one) => findingOf(cluster, namespace, one, scene, written)));
  return found.sort((a, b) => weightOf(a.trouble.reason) - weightOf(b.trouble.reason));
}

async function findingOf(
  cluster: Cluster,
  namespace: string,
  { object, status }: ObjectStatus,
  scene: Scene,
  written: readonly KubeObject[],
): Promise<Finding> {
  const known = status.state === 'ready' ? undefined : status.trouble;
  const trouble = known ?? slowness(object, status.message, scene, cluster.now());
  const pod = scene.itemsOf('Pod').find(({ metadata }) => metadata.name === trouble.pod);
  const events = eventLines(scene.itemsOf('Event'), concerned(object, pod, scene));
  const finding = { object: objectName(object), advice: rolloutAdvice[trouble.reason] };
  const [secrets, log] = await Promise.all([
    secretsOf(cluster, namespace, pod).catch(heldBack),
    guiltyLog(cluster, namespace, trouble),
  ]);
  const readable = secrets.filter((secret) => typeof secret !== 'string');
  const all = [...written, ...readable];
  return {
    ...finding,
    trouble: { ...trouble, message: withoutSecrets([trouble.message], all)[0] ?? '' },
    events: withoutSecrets(events, all),
    log: readable.length === secrets.length ? withoutSecrets(log, all) : (secrets as string[]),
  };
}

/** The uids whose events tell of a finding: the object, its newest sets, the pod, and the claims that it mounts. */
function concerned(object: KubeObject, pod: KubeObject | undefined, scene: Scene): Set<string> {
  const sets = scene.itemsOf('ReplicaSet').filter(ownedBy(object.metadata.uid));
  const claims = new Set(pod ? claimsOf(pod) : []);
  const ofClaims = scene
    .itemsOf('Event')
    .map((event) => recordAt(event, 'involvedObject'))
    .filter((about) => about?.['kind'] === 'PersistentVolumeClaim' && claims.has(String(about['name'])))
    .map((about) => String(about?.['uid']));
  const own = [object, ...sets, ...(pod ? [pod] : [])].map(({ metadata }) => metadata.uid ?? '');
  return new Set([...own, ...ofClaims].filter((uid) => uid !== ''));
}

/** What there is to say of a rollout that only takes too long: its newest pod that is not ready, and what it does. */
function slowness(object: KubeObject, message: string, scene: Scene, now: number): Trouble {
  const sets = scene.itemsOf('ReplicaSet').filter(ownedBy(object.metadata.uid));
  const owners = [object.metadata.uid, ...sets.map((set) => set.metadata.uid)];
  const [pod] = scene
    .itemsOf('Pod')
    .filter(
      (candidate) =>
        candidate.metadata.uid === object.metadata.uid || owners.some((uid) => ownedBy(uid)(candidate)),
    )
    .filter((candidate) => !isEnding(candidate) && !isReady(candidate))
    .sort((a, b) => timeOf(b.metadata.creationTimestamp) - timeOf(a.metadata.creationTimestamp));
  if (!pod) return suspicious('timeout', message, now);
  const container = containersOf(pod).find(({ role, status }) => role !== 'init' && status['ready'] !== true);
  const newest = eventsAbout(scene.itemsOf('Event'), pod.metadata.uid)
    .toSorted((a, b) => lastSeen(a) - lastSeen(b))
    .at(-1);
  const said = newest ? `; last: ${String(newest['reason'])} ${messageOf(newest)}` : '';
  const trouble = suspicious('timeout', `${message}; pod ${pod.metadata.name} ${stateOf(pod)}${said}`, now);
  return {
    ...trouble,
    pod: pod.metadata.name,
    ...(container ? { container: container.name } : {}),
  };
}

function stateOf(pod: KubeObject): string {
  const phase = String(recordAt(pod, 'status')?.['phase'] ?? 'Pending');
  const waiting = recordsAt(pod, 'status', 'containerStatuses')
    .map((status) => recordAt(status, 'state', 'waiting')?.['reason'])
    .find((reason) => typeof reason === 'string');
  return waiting ? `is ${phase} (${waiting})` : `is ${phase}, and not ready`;
}
