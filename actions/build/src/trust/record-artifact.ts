import * as v from 'valibot';
import type { Manifest } from '../registry/registry.ts';
import { recordText, type SealedRecord } from './record.ts';
import { parseRecord } from './record-schema.ts';

/** The blob that an artifact without content points to; the OCI image specification gives its bytes and digest. */
export const emptyBlob = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
} as const;
export const emptyBytes = '{}';

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const artifactType = 'application/vnd.workaday.record.v1+json';
const recordKey = 'dev.workaday.record';
const signatureKey = 'dev.workaday.signature';
/** A record with GitHub's token is about three thousand bytes. */
const mostBytes = 32_768;

/** A record as the registry keeps it: an OCI artifact whose annotations are all its content. */
export function recordArtifact({ record, token }: SealedRecord): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType,
    config: emptyBlob,
    layers: [emptyBlob],
    annotations: {
      [recordKey]: recordText(record),
      ...(token === undefined ? {} : { [signatureKey]: token }),
    },
  });
}

const artifact = v.looseObject({
  artifactType: v.literal(artifactType),
  annotations: v.looseObject({ [recordKey]: v.string(), [signatureKey]: v.optional(v.string()) }),
});

/** The record in a manifest that anyone may have written. */
export function readArtifact(manifest: Manifest): { sealed: SealedRecord } | { why: string } {
  if (manifest.bytes.length > mostBytes) return { why: `it has more than ${mostBytes} bytes` };
  const parsed = v.safeParse(artifact, manifest.content);
  if (manifest.mediaType !== manifestType || !parsed.success) return { why: 'it is no record of ours' };
  const { [recordKey]: text, [signatureKey]: token } = parsed.output.annotations;
  const read = parseRecord(text);
  return 'why' in read ? read : { sealed: { record: read.record, token } };
}
