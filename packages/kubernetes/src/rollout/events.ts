import { type KubeObject, recordAt } from '../manifests/object.ts';
import { numberAt, timeOf } from './facts.ts';

/** When an event happened last. Its times may be null, and only a series goes on after the first. */
export function lastSeen(event: KubeObject): number {
  const times = [
    recordAt(event, 'series')?.['lastObservedTime'],
    event['lastTimestamp'],
    event['eventTime'],
  ].map(timeOf);
  return Math.max(...times) || timeOf(event.metadata.creationTimestamp);
}

export function firstSeen(event: KubeObject): number {
  return (
    timeOf(event['firstTimestamp']) || timeOf(event['eventTime']) || timeOf(event.metadata.creationTimestamp)
  );
}

/** One event object stands for all that were alike; its count rises. */
export function timesSeen(event: KubeObject): number {
  return Math.max(1, numberAt(event, 'count'), numberAt(recordAt(event, 'series'), 'count'));
}

/** Events that happened since a moment; event times have full seconds only. Oldest first. */
export function eventsSince(events: readonly KubeObject[], moment: number): KubeObject[] {
  const from = Math.floor(moment / 1000) * 1000;
  return events.filter((event) => lastSeen(event) >= from).sort((a, b) => lastSeen(a) - lastSeen(b));
}

export function eventsAbout(events: readonly KubeObject[], uid: string | undefined): KubeObject[] {
  return events.filter((event) => uid !== undefined && recordAt(event, 'involvedObject')?.['uid'] === uid);
}

/** Events about an object of which only the name is known. */
export function eventsAboutNamed(events: readonly KubeObject[], kind: string, name: string): KubeObject[] {
  return events.filter((event) => {
    const about = recordAt(event, 'involvedObject');
    return about?.['kind'] === kind && about['name'] === name;
  });
}

export function messageOf(event: KubeObject): string {
  return String(event['message'] ?? '').trim();
}
