import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../src/manifests/object.ts';

/** One change of one object, in the order of the server. */
export interface StoredEvent {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Path of the collection that it is in. */
  collection: string;
  object: KubeObject;
}

/** The objects of a model of an API server by path, with one order of versions over all of them. */
export class Store {
  readonly #objects = new Map<string, KubeObject>();
  readonly #events: StoredEvent[] = [];
  readonly #listeners = new Set<(event: StoredEvent) => void>();
  readonly #now: () => number;
  #version = 100;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  get version(): number {
    return this.#version;
  }

  get(collection: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${collection}/${name}`);
  }

  list(collection: string): KubeObject[] {
    return [...this.#objects]
      .filter(([path]) => collectionOf(path) === collection)
      .map(([, object]) => object);
  }

  since(version: number): readonly StoredEvent[] {
    return this.#events.filter((event) => event.version > version);
  }

  /** @returns what ends it */
  listen(listener: (event: StoredEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The object as it would be held; the same one when nothing in it changes.
   * @param by a write of the status counts no change of what is wanted
   */
  completed(
    live: KubeObject | undefined,
    wanted: KubeObject,
    by: 'client' | 'controller' = 'client',
  ): KubeObject {
    const next = this.#version + 1;
    const { uid = `uid-${next}`, creationTimestamp = timeOf(this.#now()) } = live?.metadata ?? {};
    const generation = by === 'controller' && live ? live.metadata.generation : generationOf(live, wanted);
    const metadata = {
      ...wanted.metadata,
      uid,
      creationTimestamp,
      ...(generation === undefined ? {} : { generation }),
    };
    const same = {
      ...wanted,
      metadata: { ...metadata, resourceVersion: live?.metadata.resourceVersion ?? '' },
    };
    if (live && isDeepStrictEqual(same, live)) return live;
    return { ...wanted, metadata: { ...metadata, resourceVersion: String(next) } };
  }

  put(collection: string, wanted: KubeObject, by?: 'client' | 'controller'): KubeObject {
    const path = `${collection}/${wanted.metadata.name}`;
    const live = this.#objects.get(path);
    const object = this.completed(live, wanted, by);
    if (object === live) return live;
    this.#objects.set(path, object);
    this.#tell(live ? 'MODIFIED' : 'ADDED', collection, object);
    return object;
  }

  delete(collection: string, name: string): void {
    const object = this.get(collection, name);
    if (!object) return;
    this.#objects.delete(`${collection}/${name}`);
    this.#tell('DELETED', collection, object);
  }

  #tell(type: StoredEvent['type'], collection: string, object: KubeObject): void {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const told = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const event = { version: this.#version, type, collection, object: told };
    this.#events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** As the server writes times: whole seconds. */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Counts the changes of what is wanted, annotations among it; kinds without status have none. */
function generationOf(live: KubeObject | undefined, wanted: KubeObject): number | undefined {
  if (wanted.kind !== 'Deployment' && wanted.kind !== 'ReplicaSet') return undefined;
  const before = live?.metadata.generation ?? 0;
  const told = ({ spec, metadata }: KubeObject) => [spec, metadata.annotations];
  return live && isDeepStrictEqual(told(live), told(wanted)) ? before : before + 1;
}

function collectionOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
