import { createHash } from 'node:crypto';
import { Failure } from '@workaday/core';
import { type KubeObject, recordAt } from '../manifests/object.ts';
import { isApiError, onNotFound } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import type { AppPlace, Release } from './release.ts';
import { isUnanswered } from './unanswered.ts';

/** Bytes of compressed snapshot in one Secret, which may hold 1 MiB. */
export const chunkSize = 700_000;
const snapshotType = 'workaday.dev/release';
const attempts = 10;

const ownSum = 'workaday.dev/sha256';
/** The sum of the whole, so that chunks of two attempts are never taken for one. */
const wholeSum = 'workaday.dev/snapshot-sha256';

export type SnapshotOf = Pick<Release, 'number' | 'parts'>;

export function chunkName(place: AppPlace, number: number, part: number): string {
  return `workaday.${place.app}.${number}.${part}`;
}

export function chunkNames(place: AppPlace, { number, parts }: SnapshotOf): string[] {
  return Array.from({ length: parts }, (_, part) => chunkName(place, number, part));
}

export function chunkBody(place: AppPlace, name: string, chunk: Buffer, whole: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: snapshotType,
    immutable: true,
    metadata: {
      name,
      namespace: place.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'workaday', 'app.kubernetes.io/part-of': place.app },
      annotations: { [ownSum]: sha256(chunk), [wholeSum]: whole },
    },
    data: { chunk: chunk.toString('base64') },
  };
}

/** `replaced` when there was one of that name, be it the same. */
export async function writeChunk(
  cluster: Cluster,
  place: AppPlace,
  body: KubeObject,
): Promise<'created' | 'replaced'> {
  const path = collectionPath(builtIn.Secret, place.namespace);
  const { name } = body.metadata;
  let outcome: 'created' | 'replaced' = 'created';
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) {
        const found = await readObject(cluster, builtIn.Secret, place.namespace, name);
        if (found) outcome = 'replaced';
        if (found && isSame(found, body)) return outcome;
        if (found) await deleteChunk(cluster, place, name);
      }
      await cluster.request({ method: 'POST', path, body });
      return outcome;
    } catch (error) {
      if ((!isApiError(error, 409) && !isUnanswered(error)) || attempt === attempts) throw error;
    }
  }
}

function isSame(found: KubeObject, body: KubeObject): boolean {
  const { annotations } = body.metadata;
  return (
    found.metadata.annotations?.[wholeSum] === annotations?.[wholeSum] &&
    recordAt(found, 'data')?.['chunk'] === recordAt(body, 'data')?.['chunk'] &&
    found['immutable'] === true &&
    found.metadata.deletionTimestamp === undefined
  );
}

/** What a longer snapshot of the same number left behind. */
export async function deleteBeyond(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  parts: number,
): Promise<void> {
  for (let part = parts; await deleteChunk(cluster, place, chunkName(place, number, part)); part++);
}

export async function readChunk(
  cluster: Cluster,
  place: AppPlace,
  name: string,
): Promise<{ chunk: Buffer; whole: string | undefined }> {
  const secret = await readObject(cluster, builtIn.Secret, place.namespace, name);
  if (!secret) throw unreadable(place, name, 'gone');
  const { annotations } = secret.metadata;
  const chunk = Buffer.from(String(recordAt(secret, 'data')?.['chunk'] ?? ''), 'base64');
  if (annotations?.[ownSum] !== sha256(chunk)) throw unreadable(place, name, 'damaged');
  return { chunk, whole: annotations[wholeSum] };
}

/** By name alone: nobody else makes Secrets of these names. Answers whether there was one. */
export async function deleteChunk(cluster: Cluster, place: AppPlace, name: string): Promise<boolean> {
  const path = objectPath(builtIn.Secret, place.namespace, name);
  const deleted = await cluster.request({ method: 'DELETE', path }).catch(onNotFound);
  return deleted !== undefined;
}

export function unreadable(place: AppPlace, name: string, how: string, cause?: unknown): Failure {
  return new Failure({
    reason: 'snapshot-unreadable',
    what: `the snapshot ${name} in ${place.namespace} is ${how}, so its release cannot be restored`,
    why: 'The Secrets of type workaday.dev/release hold what a rollback restores; something deleted or changed one.',
    next: 'Deploy a good commit, which needs no snapshot.',
    cause,
  });
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
