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
  /** Commit at which it was built first: 40 hexadecimal digits. */
  commit: string;
  /** Full ref of the run that built it. */
  ref: string;
  /** ISO 8601 time of the build. */
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
