import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A blob of an image, see the OCI image specification's "descriptor". */
export type Descriptor = { mediaType: string; digest: string; size: number };
export type Manifest = { schemaVersion: 2; mediaType: string; config: Descriptor; layers: Descriptor[] };

/** Settings of an image's processes, as in the OCI image configuration. */
export type ImageSettings = {
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  User?: string;
  WorkingDir?: string;
  StopSignal?: string;
};

const digestOf = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

export const blobFile = (layout: string, digest: string) => join(layout, 'blobs', digest.replace(':', '/'));

function writeBlob(layout: string, mediaType: string, data: Buffer): Descriptor {
  const digest = digestOf(data);
  writeFileSync(blobFile(layout, digest), data);
  return { mediaType, digest, size: data.length };
}

/** Writes an OCI image layout with one image of one gzipped tar layer into `layout`. */
export function writeLayout(layout: string, layer: Buffer, settings: ImageSettings): void {
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const config = {
    architecture,
    os: 'linux',
    config: settings,
    rootfs: { type: 'layers', diff_ids: [digestOf(gunzipSync(layer))] },
    history: [{ created_by: 'workaday testbed' }],
  };
  const type = 'application/vnd.oci.image';
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: writeBlob(layout, `${type}.config.v1+json`, Buffer.from(JSON.stringify(config))),
    layers: [writeBlob(layout, `${type}.layer.v1.tar+gzip`, layer)],
  };
  const descriptor = writeBlob(layout, manifest.mediaType, Buffer.from(JSON.stringify(manifest)));
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }));
}

/** The image that a layout holds: its descriptor, its manifest, and the manifest's bytes. */
export function readLayout(layout: string): { descriptor: Descriptor; manifest: Manifest; bytes: Buffer } {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: Descriptor[] };
  const descriptor = index.manifests[0];
  if (!descriptor) throw new Error(`${layout}/index.json names no image`);
  const bytes = readFileSync(blobFile(layout, descriptor.digest));
  return { descriptor, manifest: JSON.parse(bytes.toString('utf8')), bytes };
}
