import { errorMessage, Failure } from '@workaday/core';
import type { KubeObject } from '../manifests/object.ts';
import { podTemplateOf } from '../manifests/pod-template.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath } from '../transport/discovery.ts';
import type { AppPlace } from './release.ts';

export interface ReleaseEvent {
  type: 'Normal' | 'Warning';
  reason: 'Deploying' | 'Deployed' | 'RolledBack' | 'RollbackFailed';
  message: string;
}

const reporter = 'workaday';
/** The server takes no longer note. */
const longestMessage = 1024;

/**
 * Says on every workload what a release did to it, where `kubectl describe` shows it. A courtesy: what keeps it from
 * being written is said once, and fails nothing.
 * @param about live objects, as a write answered them
 */
export async function recordEvent(
  cluster: Cluster,
  place: AppPlace,
  about: readonly KubeObject[],
  event: ReleaseEvent,
  log: (line: string) => void = () => undefined,
): Promise<void> {
  const workloads = about.filter((object) => object.metadata.uid && podTemplateOf(object));
  const path = collectionPath(builtIn.Event, place.namespace);
  const sent = await Promise.allSettled(
    workloads.map((object) =>
      cluster.request({ method: 'POST', path, body: eventBody(object, place, event, cluster.now()) }),
    ),
  );
  const refused = sent.find((result) => result.status === 'rejected');
  if (refused === undefined) return;
  if (!isApiError(refused.reason) && !(refused.reason instanceof Failure)) throw refused.reason;
  log(`the event ${event.reason} could not be noted on every workload: ${errorMessage(refused.reason)}`);
}

/** @param now milliseconds, by the API server's clock */
export function eventBody(
  object: KubeObject,
  { namespace, app }: AppPlace,
  { type, reason, message }: ReleaseEvent,
  now: number,
) {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const { name, uid, resourceVersion } = object.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${name.slice(0, 200)}.`, namespace },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace,
      name,
      uid,
      ...(resourceVersion ? { resourceVersion } : {}),
    },
    type,
    reason,
    message: message.length > longestMessage ? `${message.slice(0, longestMessage - 1)}…` : message,
    source: { component: reporter },
    reportingComponent: reporter,
    reportingInstance: `${reporter}/${app}`,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
