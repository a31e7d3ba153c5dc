import type { Sha256 } from '@workaday/core';

/**
 * What a run says of something it put into a registry. A source record says which image was made of a source state; a
 * cache record, which layer cache the last build of a branch left.
 */
export interface BuildRecord {
  kind: 'source' | 'cache';
  /** `host/path` of the image repository. */
  repository: string;
  /** Source key (`sha256:…`), or the branch of a cache. */
  subject: string;
  /** What the record vouches for, `sha256:…`. */
  digest: string;
  /** Commit of the run that built it: 40 hexadecimal digits. */
  commit: string;
  /** Commit at which this source was built first, as the image's label has it. */
  revision: string;
  /** Seconds since 1970 that its files have, where the build was reproducible. */
  epoch?: number | undefined;
  /** Full ref of the run that built it. */
  ref: string;
  /** ISO 8601 time of the build, in UTC with a `Z`. */
  builtAt: string;
  /** Address of the run. */
  run: string;
}

/** A record with GitHub's signature under it, or without one where the job may not ask for it. */
export interface SealedRecord {
  record: BuildRecord;
  /** GitHub's OIDC token whose audience is the digest of the record; undefined when it is not signed. */
  token: string | undefined;
}

/** The one text of a record: JSON without spaces, its fields in the order of their names. */
export function recordText(record: BuildRecord): string {
  return JSON.stringify(record, Object.keys(record).sort());
}

/** `sha256:…` of everything a record says. */
export function recordDigest(record: BuildRecord, sha256: Sha256): string {
  return sha256(recordText(record));
}

/**
 * The audience of the token that signs a record. GitHub takes any text (but none that names github.com, which is kept for
 * owners), so a token for it is a signature under the record. It is published with the record, which is safe: it opens
 * nothing, because nobody else's audience is a digest behind this prefix, and after five minutes it has expired anyway.
 */
export function recordAudience(record: BuildRecord, sha256: Sha256): string {
  return `workaday-build/v1:${recordDigest(record, sha256)}`;
}
