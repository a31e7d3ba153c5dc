import { Failure } from '@workaday/core';
import type { KubeObject } from '../src/manifests/object.ts';
import { ApiError } from '../src/transport/api-error.ts';
import type { Cluster, ClusterRequest } from '../src/transport/cluster.ts';
import { resourcesOf } from '../src/transport/discovery.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

/** What becomes of one request: milliseconds on its way there and back, and what is lost. */
export interface Journey {
  there: number;
  back: number;
  lost?: 'request' | 'answer';
}

/** An API server in virtual time that holds objects by path, with the preconditions of the real one. */
export class VirtualServer {
  readonly time: VirtualTime;
  readonly objects = new Map<string, KubeObject>();
  /** Called when a write was accepted. */
  onWritten: (stored: KubeObject, path: string) => void = () => undefined;
  #version = 100;
  /** 2026-01-01, so that times are real dates. */
  readonly #epoch = Date.parse('2026-01-01T00:00:00Z');

  constructor(time: VirtualTime) {
    this.time = time;
  }

  answer(request: ClusterRequest): KubeObject {
    const { method, path } = request;
    const body = request.body as KubeObject;
    const key = method === 'POST' ? `${path}/${body.metadata.name}` : path;
    const live = this.objects.get(key);
    if (method === 'GET') {
      if (!live) throw refusal(request, 404, 'NotFound');
      return live;
    }
    const asked = body.metadata;
    const clash =
      method === 'POST'
        ? live !== undefined
        : (asked.uid !== undefined && asked.uid !== live?.metadata.uid) ||
          (live !== undefined &&
            asked.resourceVersion !== undefined &&
            asked.resourceVersion !== live.metadata.resourceVersion);
    if (clash) throw refusal(request, 409, 'Conflict');
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const uid = live?.metadata.uid ?? `uid-${resourceVersion}`;
    const stored = { ...body, metadata: { ...body.metadata, uid, resourceVersion } };
    this.objects.set(key, stored);
    this.onWritten(stored, key);
    return stored;
  }

  /** The server as a process sees it. */
  clusterFor(process: Process, journey: (request: ClusterRequest) => Journey): Cluster {
    let skew = 0;
    const once = <Body>(asked: ClusterRequest) =>
      new Promise<Body>((resolve, reject) => {
        const { there, back, lost } = journey(asked);
        const abort = () => reject(asked.signal?.reason);
        if (asked.signal?.aborted) return abort();
        asked.signal?.addEventListener('abort', abort, { once: true });
        if (lost === 'request') {
          this.time.at(this.time.now + 5000, () => process.inside(() => reject(unreachable())));
          return;
        }
        this.time.at(this.time.now + there, () => {
          let answered: () => void;
          try {
            const answer = this.answer(asked);
            answered = () => resolve(answer as Body);
          } catch (error) {
            answered = () => reject(error);
          }
          // As the header Date has it.
          const date = this.#epoch + Math.floor(this.time.now / 1000) * 1000;
          const arrived = () => {
            skew = date + 500 - process.clock.now();
            answered();
          };
          const end = lost === 'answer' ? () => reject(unreachable()) : arrived;
          this.time.at(this.time.now + back, () => process.inside(end));
        });
      });
    const request = async <Body>(asked: ClusterRequest): Promise<Body> => {
      for (let attempt = 0; ; attempt++) {
        try {
          return await once<Body>(asked);
        } catch (error) {
          if (!(error instanceof Failure) || asked.method !== 'GET' || attempt > 5) throw error;
        }
      }
    };
    return {
      server: 'virtual',
      clock: process.clock,
      now: () => process.clock.now() + skew,
      request,
      exchange: () => Promise.reject(new Error('not there')),
      stream: () => Promise.reject(new Error('not there')),
      resources: async () =>
        resourcesOf([{ apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }]),
      warnings: () => [],
      close: () => undefined,
    };
  }
}

function refusal({ method, path }: ClusterRequest, status: number, reason: string): ApiError {
  return new ApiError(
    `${method} ${path}`,
    status,
    JSON.stringify({ kind: 'Status', reason, message: reason }),
  );
}

function unreachable(): Failure {
  return new Failure({ reason: 'cluster-unreachable', what: 'no answer', next: '' });
}
