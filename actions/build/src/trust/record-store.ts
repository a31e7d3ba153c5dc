import { Failure, type Sha256, tagOfText } from '@workaday/core';
import type { Registry } from '../registry/registry.ts';
import type { BuildRecord, SealedRecord } from './record.ts';
import { emptyBytes, manifestType, readArtifact, recordArtifact } from './record-artifact.ts';

/** What a look for a record finds; `why` says, for the log, why there is none that counts. */
export type FoundRecord = { sealed: SealedRecord } | { sealed: undefined; why: string };

/** The tag under which the record of a source key or of a branch's cache lies. */
export function recordTag(kind: BuildRecord['kind'], subject: string, sha256: Sha256): string {
  return kind === 'source'
    ? `workaday-source-${subject.replace(/^sha256:/, '')}`
    : tagOfText(`workaday-cache-${subject}`, sha256);
}

/** Puts what every record needs; it may be done long before there is one. */
export function prepareRecords(registry: Registry, path: string): Promise<string> {
  return registry.putBlob(path, new TextEncoder().encode(emptyBytes));
}

/** Puts a record beside the image that it vouches for; a newer one takes the place of an older. */
export async function writeRecord(
  registry: Registry,
  path: string,
  sealed: SealedRecord,
  sha256: Sha256,
  ready: Promise<unknown> = prepareRecords(registry, path),
): Promise<void> {
  const encoder = new TextEncoder();
  await ready;
  const tag = recordTag(sealed.record.kind, sealed.record.subject, sha256);
  await registry.putManifest(path, tag, manifestType, encoder.encode(recordArtifact(sealed)));
}

/** The record that a registry holds, not yet believed: `Notary.accept` decides that. */
export async function readRecord(
  registry: Registry,
  path: string,
  kind: BuildRecord['kind'],
  subject: string,
  sha256: Sha256,
): Promise<FoundRecord> {
  try {
    const manifest = await registry.manifest(path, recordTag(kind, subject, sha256));
    if (manifest === undefined) return { sealed: undefined, why: 'there is no record' };
    const read = readArtifact(manifest);
    return 'why' in read ? { sealed: undefined, why: `the record is not well-formed: ${read.why}` } : read;
  } catch (error) {
    // Registries do not let anyone read what does not exist yet; whether we may push is asked for separately.
    if (error instanceof Failure && error.parts.reason === 'registry-auth')
      return { sealed: undefined, why: 'the registry does not let us read there, as before the first push' };
    throw error;
  }
}
