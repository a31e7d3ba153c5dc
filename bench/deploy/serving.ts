import { isDeepStrictEqual } from 'node:util';
import { appName, replicas } from './app.ts';
import { type ClusterObject, fieldsAt, itemsAt } from './cluster-object.ts';

/** What can be asked about the objects of a namespace. */
export interface Objects {
  all(kind: string): readonly ClusterObject[];
}

/** A release that runs completely: its pod template and its ReplicaSet. */
export interface Standing {
  template: unknown;
  replicaSet: string;
}

const named = (objects: Objects, kind: string) =>
  objects.all(kind).find(({ metadata }) => metadata.name === appName);

export function liveTemplate(objects: Objects): unknown {
  return fieldsAt(named(objects, 'Deployment'), 'spec')['template'];
}

/** The release that runs completely and alone; undefined while something is under way. */
export function standingRelease(objects: Objects): Standing | undefined {
  const wanted = objects.all('ReplicaSet').filter((set) => fieldsAt(set, 'spec')['replicas'] !== 0);
  const [set] = wanted;
  const replicaSet = set?.metadata.uid;
  if (wanted.length !== 1 || replicaSet === undefined) return undefined;
  const standing = { template: liveTemplate(objects), replicaSet };
  return serves(objects, standing) ? standing : undefined;
}

/** Whether this release is what is wanted, all of it is available, and neither pods nor endpoints of another are left. */
export function serves(objects: Objects, { template, replicaSet }: Standing): boolean {
  const set = objects.all('ReplicaSet').find(({ metadata }) => metadata.uid === replicaSet);
  const deployment = named(objects, 'Deployment');
  const pods = objects.all('Pod');
  const own = pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === replicaSet));
  const ready = readyEndpoints(objects);
  return (
    isDeepStrictEqual(liveTemplate(objects), template) &&
    fieldsAt(deployment, 'status')['observedGeneration'] === deployment?.metadata.generation &&
    fieldsAt(set, 'status')['availableReplicas'] === replicas &&
    own.length === replicas &&
    own.length === pods.length &&
    ready.length === replicas &&
    ready.every((uid) => own.some(({ metadata }) => metadata.uid === uid))
  );
}

/** The pods, by uid, to which the app's Service leads. */
function readyEndpoints(objects: Objects): unknown[] {
  return objects
    .all('EndpointSlice')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === appName)
    .flatMap((slice) => itemsAt(slice, 'endpoints'))
    .filter((endpoint) => fieldsAt(endpoint, 'conditions')['ready'] === true)
    .map((endpoint) => fieldsAt(endpoint, 'targetRef')['uid']);
}
