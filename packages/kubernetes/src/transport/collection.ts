import { isRecord, type KubeObject } from '../manifests/object.ts';
import type { Listed } from './list.ts';

/** The objects of one collection as the server last told them. */
export interface Collection {
  items(): KubeObject[];
}

/** A collection that is kept current by lists and events. */
export interface KeptCollection extends Collection {
  /** Where a watch goes on. */
  readonly version: string;
  replace(listed: Listed): void;
  /**
   * Takes one line of a watch; `error` means that the server wants a new list.
   * @throws SyntaxError for a line that is no event
   */
  take(line: string): 'changed' | 'same' | 'error';
}

export function keptCollection(): KeptCollection {
  let objects = new Map<string, KubeObject>();
  /** Of objects that are gone: an event that comes late does not bring them back. */
  let gone = new Set<string>();
  let version = '';
  return {
    get version() {
      return version;
    },
    items: () => [...objects.values()],
    replace(listed) {
      objects = new Map(listed.objects.map((object) => [keyOf(object), object]));
      gone = new Set();
      version = listed.version;
    },
    take(line) {
      if (line.trim() === '') return 'same';
      const { type, object } = parseEvent(line);
      // Whatever its code, an error means to begin anew.
      if (type === 'ERROR' || object === undefined) return 'error';
      if (object.metadata.resourceVersion) version = object.metadata.resourceVersion;
      if (type === 'BOOKMARK') return 'same';
      const key = keyOf(object);
      if (type === 'DELETED') {
        gone.add(key);
        objects.delete(key);
      } else if (!gone.has(key)) objects.set(key, object);
      return 'changed';
    },
  };
}

function keyOf({ metadata: { uid, name } }: KubeObject): string {
  return uid ?? name;
}

function parseEvent(line: string): { type: string; object: KubeObject | undefined } {
  const event: unknown = JSON.parse(line);
  if (!isRecord(event) || typeof event['type'] !== 'string')
    throw new SyntaxError('a line of the watch is no event');
  const { type, object } = event;
  if (type === 'ERROR') return { type, object: undefined };
  if (!isRecord(object) || !isRecord(object['metadata']))
    throw new SyntaxError('an event of the watch has no object');
  return { type, object: object as unknown as KubeObject };
}
