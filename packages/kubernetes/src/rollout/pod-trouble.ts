import type { KubeObject } from '../manifests/object.ts';
import { weightOf } from './advice.ts';
import { containerTrouble } from './container-trouble.ts';
import { containersOf } from './containers.ts';
import { eventsAbout } from './events.ts';
import type { PodTrouble } from './exit-trouble.ts';
import { isEnding, type References } from './facts.ts';
import { isDiscarded, nodeTrouble } from './node-trouble.ts';
import { isReady } from './pod-readiness.ts';
import { gateTrouble, probeTrouble } from './probe-trouble.ts';
import { schedulingTrouble } from './scheduling-trouble.ts';
import { setupTrouble } from './setup-trouble.ts';
import { suspicious, type Trouble } from './trouble.ts';

/**
 * What every new pod ended so often does not heal: the first restart comes at once, the second ten seconds later, by
 * when a proxy or database that starts beside it may be up.
 */
const finalExits = 3;
/** What the runtime, the shell or a probe said twice, it will say again. */
const finalTellingExits = 2;
/** One pod that keeps crashing beside healthy ones is final after this many exits. */
const manyExits = 4;
const tellingCodes = new Set([0, 126, 127]);
/** What the template of a pod that is well beside it cannot have caused may heal. */
const localGrace = 120_000;
const manyEvictions = 3;
const evictedGrace = 60_000;

export interface PodContext {
  /** Of the namespace, since our write. Oldest first. */
  events: readonly KubeObject[];
  references: References | undefined;
  now: number;
  /** Crashes count for the workload's own number of tries. */
  retriesItself?: boolean;
  /** Pods that are bound to nodes which may be away (DaemonSet). */
  patient?: boolean;
}

/** The troubles of the new pods of a workload, the most telling first. */
export function podTroubles(pods: readonly KubeObject[], context: PodContext): Trouble[] {
  const alive = pods.filter((pod) => !isEnding(pod) && !isDiscarded(pod));
  const troubles = alive.map((pod) => podTrouble(pod, context));
  const beside: Beside = {
    all: troubles.every((trouble) => trouble !== undefined),
    allFinal: troubles.every((trouble) => trouble !== undefined && endedFinally(trouble)),
    someReady: alive.some(isReady),
  };
  return [
    ...troubles
      .filter((trouble) => trouble !== undefined)
      .map((trouble) =>
        trouble.exits === undefined ? local(trouble, beside) : afterExits(trouble, beside, context),
      ),
    ...evictions(pods),
  ].sort(telling);
}

interface Beside {
  /** Every new pod is in trouble. */
  all: boolean;
  /** … and none of them may be only a slow start. */
  allFinal: boolean;
  someReady: boolean;
}

function endedFinally({ exits, reason, exitCode }: PodTrouble): boolean {
  if (exits === undefined) return true;
  const telling =
    tellingCodes.has(exitCode ?? -1) || reason === 'container-error' || reason === 'killed-by-probe';
  return exits >= (telling ? finalTellingExits : finalExits);
}

/** The first exit may heal; that of every new pod again and again, or the fourth of one, does not. */
function afterExits(ended: PodTrouble, beside: Beside, { retriesItself }: PodContext): Trouble {
  const { exits = 0, ...trouble } = ended;
  if (retriesItself) return trouble;
  const starved = trouble.reason === 'out-of-memory' && (beside.all || exits >= 2);
  const final = (beside.allFinal && endedFinally(ended)) || exits >= manyExits || starved;
  return final ? { ...trouble, certainty: 'fatal', grace: 0 } : trouble;
}

function local(trouble: Trouble, { someReady }: Beside): Trouble {
  if (!someReady || trouble.certainty !== 'fatal') return trouble;
  return { ...trouble, certainty: 'suspicious', grace: localGrace };
}

function telling(a: Trouble, b: Trouble): number {
  return (
    Number(b.certainty === 'fatal') - Number(a.certainty === 'fatal') ||
    weightOf(a.reason) - weightOf(b.reason) ||
    // A container that others took down with them says less than the one that fell.
    Number(a.exitCode === 143 || a.exitCode === 137) - Number(b.exitCode === 143 || b.exitCode === 137) ||
    a.since - b.since
  );
}

function podTrouble(pod: KubeObject, context: PodContext): PodTrouble | undefined {
  if (isReady(pod)) return undefined;
  const { events, references, now, patient = false } = context;
  const own = eventsAbout(events, pod.metadata.uid);
  const containers = containersOf(pod);
  const found =
    nodeTrouble(pod, own, now) ??
    containers
      .map((container) => containerTrouble(pod, container, own, references))
      .filter((trouble) => trouble !== undefined)
      .sort(telling)[0] ??
    schedulingTrouble(pod, events, { patient }) ??
    setupTrouble(pod, own, references) ??
    containers
      .map((container) => {
        const trouble = probeTrouble(pod, container, own, now);
        return trouble && { ...trouble, container: container.name };
      })
      .find((trouble) => trouble !== undefined) ??
    gateTrouble(pod);
  return found && { pod: pod.metadata.name, ...found };
}

/** One eviction is the node's affair; the third in a row is the pods'. */
function evictions(pods: readonly KubeObject[]): Trouble[] {
  const evicted = pods.filter((pod) => isDiscarded(pod) && statusOf(pod)['reason'] === 'Evicted');
  const newest = evicted.at(-1);
  if (!newest || evicted.length < manyEvictions || pods.some(isReady)) return [];
  const message = `${evicted.length} pods were evicted: ${String(statusOf(newest)['message'] ?? '')}`;
  const since = Date.parse(evicted[0]?.metadata.creationTimestamp ?? '') || 0;
  return [{ ...suspicious('evicted', message, since, evictedGrace), pod: newest.metadata.name }];
}

function statusOf(pod: KubeObject): Record<string, unknown> {
  return (pod['status'] ?? {}) as Record<string, unknown>;
}
