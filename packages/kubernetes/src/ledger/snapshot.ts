import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Failure } from '@workaday/core';
import { type KubeObject, recordAt } from '../manifests/object.ts';
import { deleteObject } from '../plan/apply.ts';
import { isApiError, onNotFound } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import type { AppPlace, Release } from './release.ts';

/** Bytes of compressed snapshot in one Secret, which may hold 1 MiB. */
const chunkSize = 700_000;
const snapshotType = 'workaday.dev/release';

function chunkName(place: AppPlace, number: number, part: number): string {
  return `workaday.${place.app}.${number}.${part}`;
}

/** Everything of a release exactly as it is applied, in immutable Secrets; answers their number. */
export async function writeSnapshot(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  objects: readonly KubeObject[],
): Promise<number> {
  const bytes = await promisify(gzip)(JSON.stringify(objects));
  const parts = Math.max(1, Math.ceil(bytes.length / chunkSize));
  const chunks = Array.from({ length: parts }, (_, part) =>
    bytes.subarray(part * chunkSize, (part + 1) * chunkSize),
  );
  await Promise.all(
    chunks.map((chunk, part) => writeChunk(cluster, place, chunkName(place, number, part), chunk)),
  );
  return parts;
}

/** An immutable chunk of an attempt that died before it reached the ledger is replaced. */
async function writeChunk(cluster: Cluster, place: AppPlace, name: string, chunk: Buffer): Promise<void> {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: snapshotType,
    immutable: true,
    metadata: {
      name,
      namespace: place.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'workaday', 'app.kubernetes.io/part-of': place.app },
      annotations: { 'workaday.dev/sha256': sha256(chunk) },
    },
    data: { chunk: chunk.toString('base64') },
  };
  const create = () =>
    cluster.request({ method: 'POST', path: collectionPath(builtIn.Secret, place.namespace), body });
  try {
    await create();
  } catch (error) {
    if (!isApiError(error, 409)) throw error;
    await deleteChunk(cluster, place, name);
    await create();
  }
}

/** @throws Failure `snapshot-unreadable` when a part is gone or damaged */
export async function readSnapshot(
  cluster: Cluster,
  place: AppPlace,
  release: Release,
): Promise<KubeObject[]> {
  const names = Array.from({ length: release.parts }, (_, part) => chunkName(place, release.number, part));
  const chunks = await Promise.all(names.map((name) => readChunk(cluster, place, name)));
  return JSON.parse((await promisify(gunzip)(Buffer.concat(chunks))).toString('utf8')) as KubeObject[];
}

async function readChunk(cluster: Cluster, place: AppPlace, name: string): Promise<Buffer> {
  const secret = await readObject(cluster, builtIn.Secret, place.namespace, name);
  const chunk = Buffer.from(String(recordAt(secret, 'data')?.['chunk'] ?? ''), 'base64');
  if (secret && secret.metadata.annotations?.['workaday.dev/sha256'] === sha256(chunk)) return chunk;
  throw new Failure({
    reason: 'snapshot-unreadable',
    what: `the snapshot ${name} in ${place.namespace} is ${secret ? 'damaged' : 'gone'}, so its release cannot be restored`,
    why: 'The Secrets of type workaday.dev/release hold what a rollback restores; something deleted or changed one.',
    next: 'Deploy a good commit, which needs no snapshot.',
  });
}

export async function deleteSnapshot(cluster: Cluster, place: AppPlace, release: Release): Promise<void> {
  const names = Array.from({ length: release.parts }, (_, part) => chunkName(place, release.number, part));
  await Promise.all(names.map((name) => deleteChunk(cluster, place, name)));
}

async function deleteChunk(cluster: Cluster, place: AppPlace, name: string): Promise<void> {
  const found = await readObject(cluster, builtIn.Secret, place.namespace, name);
  if (!found?.metadata.uid) return;
  await deleteObject(cluster, objectPath(builtIn.Secret, place.namespace, name), found.metadata.uid).catch(
    onNotFound,
  );
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
