import type { KubeObject } from '../../src/manifests/object.ts';
import type { ClusterRequest } from '../../src/transport/cluster.ts';
import { appliedOver } from './apply.ts';
import type { FarAnswer, FarServer, Travel } from './connection.ts';
import { apiVersionOf, type Place, placeOf } from './kinds.ts';
import { endpointSlices, podNamed } from './pods.ts';
import { alreadyExists, conflict, notFound, Refused } from './refusal.ts';
import { reviewed } from './reviews.ts';
import { chosenBy } from './selectors.ts';
import { Store } from './store.ts';
import { watched } from './watching.ts';

/** A write that was accepted, as the server saw it. */
export interface Write {
  /** Who asked. */
  by: string;
  method: ClusterRequest['method'];
  plural: string;
  name: string;
  before: KubeObject | undefined;
  /** Undefined when it was deleted. */
  after: KubeObject | undefined;
}

export interface ModelOptions {
  namespace: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** What the app in a pod answers, and its status. */
  serve?: (pod: KubeObject) => { status: number; text: string };
}

/**
 * A model of the API server: what deploy, smoke-test, rollback and lock ask of one namespace, with the preconditions of the
 * real one. It is held against a real one by the contract beside it, and refuses to answer what it does not know.
 */
export class ModelServer implements FarServer {
  readonly store: Store;
  readonly namespace: string;
  readonly now: () => number;
  /** Called when a write of a client was accepted and has changed something. */
  onWritten: (write: Write) => void = () => undefined;
  readonly #serve: NonNullable<ModelOptions['serve']>;
  /** What was applied last, by path: it is the only manager. */
  readonly #intents = new Map<string, KubeObject>();

  constructor({ namespace, now, serve = () => ({ status: 200, text: 'ok' }) }: ModelOptions) {
    this.namespace = namespace;
    this.now = now;
    this.store = new Store(now);
    this.#serve = serve;
  }

  answersAtOnce(request: ClusterRequest): boolean {
    try {
      return reviewed(request, this.namespace) !== undefined;
    } catch {
      return true;
    }
  }

  watch(request: ClusterRequest, travel: Pick<Travel, 'time' | 'process'>): AsyncIterable<Buffer> {
    return watched(this, request, travel);
  }

  answer(request: ClusterRequest, by: string): FarAnswer {
    try {
      const review = reviewed(request, this.namespace);
      return review ? { status: 200, body: review } : this.#answerPlace(request, by);
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, body: error.body };
      throw error;
    }
  }

  #answerPlace(request: ClusterRequest, by: string): FarAnswer {
    const place = placeOf(request.path);
    if (place?.namespace !== this.namespace)
      throw new Refused(404, 'NotFound', 'the server could not find it');
    if (place.below.startsWith('proxy')) return this.#proxied(place);
    if (place.below === 'log') return { status: 200, body: '' };
    if (place.below !== '') throw unknown(request);
    switch (request.method) {
      case 'GET':
        return { status: 200, body: place.name === '' ? this.#list(place, request) : this.#get(place) };
      case 'POST':
        return this.#create(place, request, by);
      case 'PUT':
        return this.#replace(place, request, by);
      case 'PATCH':
        return this.#apply(place, request, by);
      case 'DELETE':
        return this.#delete(place, request, by);
    }
  }

  #proxied({ collection, name }: Place): FarAnswer {
    const pod = podNamed(this.store, collection, name);
    if (pod === undefined) throw notFound('pods', name);
    const { status, text } = this.#serve(pod);
    return { status, body: text };
  }

  #get({ collection, plural, name }: Place): KubeObject {
    const live = this.store.get(collection, name);
    if (!live) throw notFound(plural, name);
    return live;
  }

  #list(place: Place, { query = {} }: ClusterRequest): object {
    const { collection, kind } = place;
    const all =
      kind === 'EndpointSlice' ? endpointSlices(this.store, this.namespace) : this.store.list(collection);
    const items = all.filter(chosenBy(query)).map(({ kind: _, apiVersion: __, ...item }) => item);
    const metadata = { resourceVersion: String(this.store.version) };
    return { kind: `${kind}List`, apiVersion: apiVersionOf(place), metadata, items };
  }

  #create(place: Place, request: ClusterRequest, by: string): FarAnswer {
    const { collection, plural } = place;
    const body = bodyOf(place, request);
    const { generateName } = body.metadata;
    const name = body.metadata.name ?? `${String(generateName)}${this.store.version}`;
    const live = this.store.get(collection, name);
    if (live) throw alreadyExists(plural, name);
    return this.#write(place, request, by, { ...body, metadata: { ...body.metadata, name } });
  }

  #replace(place: Place, request: ClusterRequest, by: string): FarAnswer {
    const { collection, plural, name, madeByPut } = place;
    const body = bodyOf(place, request);
    const live = this.store.get(collection, name);
    if (!live && !madeByPut) throw notFound(plural, name);
    checkPreconditions(place, live, body.metadata);
    return this.#write(place, request, by, body);
  }

  #apply(place: Place, request: ClusterRequest, by: string): FarAnswer {
    if (request.headers?.['Content-Type'] !== 'application/apply-patch+yaml') throw unknown(request);
    if (request.query?.['fieldManager'] !== 'workaday') throw unknown(request);
    const { collection, name } = place;
    const { metadata, ...rest } = bodyOf(place, request);
    const { uid: _, resourceVersion: __, ...wanted } = metadata;
    const intent = { ...rest, metadata: wanted } as KubeObject;
    const live = this.store.get(collection, name);
    checkPreconditions(place, live, metadata);
    const path = `${collection}/${name}`;
    const before = live ? this.#intents.get(path) : undefined;
    if (!isDryRun(request)) this.#intents.set(path, intent);
    return this.#write(place, request, by, appliedOver(live, before, intent));
  }

  #delete(place: Place, request: ClusterRequest, by: string): FarAnswer {
    const { collection, plural, name } = place;
    const live = this.#get(place);
    const { preconditions } = (request.body ?? {}) as { preconditions?: Preconditions };
    checkPreconditions(place, live, preconditions ?? {});
    if (!isDryRun(request)) {
      this.#intents.delete(`${collection}/${name}`);
      this.store.delete(collection, name);
      this.onWritten({ by, method: 'DELETE', plural, name, before: live, after: undefined });
    }
    return { status: 200, body: { kind: 'Status', status: 'Success' } };
  }

  #write(place: Place, request: ClusterRequest, by: string, wanted: KubeObject): FarAnswer {
    const { collection, plural } = place;
    const { name } = wanted.metadata;
    const before = this.store.get(collection, name);
    const status = before ? 200 : 201;
    if (isDryRun(request)) return { status, body: this.store.completed(before, wanted) };
    const after = this.store.put(collection, wanted);
    if (after !== before) this.onWritten({ by, method: request.method, plural, name, before, after });
    return { status, body: after };
  }
}

interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

function checkPreconditions(
  { plural, name }: Place,
  live: KubeObject | undefined,
  { uid, resourceVersion }: Preconditions,
): void {
  if (uid !== undefined && uid !== live?.metadata.uid)
    throw conflict(plural, name, `Precondition failed: UID in precondition: ${uid}`);
  if (live && resourceVersion && resourceVersion !== live.metadata.resourceVersion)
    throw conflict(
      plural,
      name,
      'the object has been modified; please apply your changes to the latest version',
    );
}

function isDryRun({ query }: ClusterRequest): boolean {
  return query?.['dryRun'] !== undefined;
}

/** As JSON carries it. */
function bodyOf({ namespace, kind, ...place }: Place, { body }: ClusterRequest): KubeObject {
  const sent = JSON.parse(JSON.stringify(body)) as KubeObject;
  return { ...sent, apiVersion: apiVersionOf(place), kind, metadata: { ...sent.metadata, namespace } };
}

function unknown({ method, path, query }: ClusterRequest): Error {
  return new Error(`the model does not know ${method} ${path} ${JSON.stringify(query)}`);
}
