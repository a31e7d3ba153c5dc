import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { KubeObject } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { AppPlace } from './release.ts';
import {
  chunkBody,
  chunkName,
  chunkNames,
  chunkSize,
  deleteBeyond,
  deleteChunk,
  readChunk,
  type SnapshotOf,
  sha256,
  unreadable,
  writeChunk,
} from './snapshot-chunk.ts';

/**
 * Everything of a release exactly as it is applied, in immutable Secrets; answers their number. What an attempt that
 * died before it reached the ledger left of the same number is replaced: its first chunk is written first and deleted
 * last, so that where there is none there is nothing.
 * @param adopted what others had made under some of these names, as it was before
 */
export async function writeSnapshot(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  objects: readonly KubeObject[],
  adopted: readonly KubeObject[] = [],
): Promise<number> {
  const content = adopted.length === 0 ? objects : { objects, adopted };
  const bytes = await promisify(gzip)(JSON.stringify(content));
  const whole = sha256(bytes);
  const parts = Math.max(1, Math.ceil(bytes.length / chunkSize));
  const bodies = chunkNames(place, { number, parts }).map((name, part) =>
    chunkBody(place, name, bytes.subarray(part * chunkSize, (part + 1) * chunkSize), whole),
  );
  const [first, ...rest] = bodies;
  const before = first && (await writeChunk(cluster, place, first));
  await Promise.all(rest.map((body) => writeChunk(cluster, place, body)));
  if (before === 'replaced') await deleteBeyond(cluster, place, number, parts);
  return parts;
}

/**
 * The objects of a release, as they were applied.
 * @throws Failure `snapshot-unreadable` when a part is gone or damaged
 */
export async function readSnapshot(
  cluster: Cluster,
  place: AppPlace,
  release: SnapshotOf,
): Promise<KubeObject[]> {
  return (await readContent(cluster, place, release)).objects;
}

/** What a release took over from others, as it was before; `snapshot-unreadable` as above. */
export async function readAdopted(
  cluster: Cluster,
  place: AppPlace,
  release: SnapshotOf,
): Promise<KubeObject[]> {
  return (await readContent(cluster, place, release)).adopted;
}

interface Content {
  objects: KubeObject[];
  adopted: KubeObject[];
}

async function readContent(cluster: Cluster, place: AppPlace, release: SnapshotOf): Promise<Content> {
  const chunks = await Promise.all(chunkNames(place, release).map((name) => readChunk(cluster, place, name)));
  const bytes = Buffer.concat(chunks.map(({ chunk }) => chunk));
  const sum = sha256(bytes);
  if (chunks.some(({ whole }) => whole !== sum))
    throw unreadable(place, chunkName(place, release.number, 0), 'incomplete');
  try {
    const content = JSON.parse((await promisify(gunzip)(bytes)).toString('utf8')) as KubeObject[] | Content;
    return Array.isArray(content) ? { objects: content, adopted: [] } : content;
  } catch (error) {
    throw unreadable(place, chunkName(place, release.number, 0), 'damaged', error);
  }
}

/** Deletes what there is of a snapshot, its first chunk last. */
export async function deleteSnapshot(cluster: Cluster, place: AppPlace, release: SnapshotOf): Promise<void> {
  const [first, ...rest] = chunkNames(place, release);
  await Promise.all(rest.map((name) => deleteChunk(cluster, place, name)));
  if (first) await deleteChunk(cluster, place, first);
}
