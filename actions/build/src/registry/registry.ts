/** A manifest or index as the registry holds it. */
export interface Manifest {
  /** `sha256:…` of `bytes`, checked. */
  digest: string;
  mediaType: string;
  bytes: Uint8Array;
  /** `bytes` as JSON. */
  content: unknown;
}

/** What an image's configuration says; fields that are absent in the JSON are absent here. */
export interface ImageConfig {
  architecture?: string;
  os?: string;
  config?: {
    User?: string;
    Env?: string[] | null;
    Entrypoint?: string[] | null;
    Cmd?: string[] | null;
    Volumes?: Record<string, unknown> | null;
    ExposedPorts?: Record<string, unknown> | null;
    Labels?: Record<string, string> | null;
    StopSignal?: string;
    OnBuild?: string[] | null;
    WorkingDir?: string;
  };
  history?: { created_by?: string; empty_layer?: boolean }[] | null;
}

/** The distribution API of one registry. Every method retries what is transient, and throws a Failure otherwise. */
export interface Registry {
  /** As images name it, e.g. `ghcr.io`. */
  host: string;
  /** What a tag or digest names; undefined when there is none. */
  manifest(path: string, reference: string): Promise<Manifest | undefined>;
  /** The digest alone, by HEAD; undefined when there is none. */
  digestOf(path: string, reference: string): Promise<string | undefined>;
  /** Configuration of an image that a manifest names; undefined when it is no image. */
  config(path: string, manifest: Manifest): Promise<ImageConfig | undefined>;
  /** Puts bytes under a tag (or their digest); the digest that the registry answers, checked against the bytes. */
  putManifest(path: string, reference: string, mediaType: string, bytes: Uint8Array): Promise<string>;
  /** Makes sure that a small blob is there; its digest. */
  putBlob(path: string, bytes: Uint8Array): Promise<string>;
  /** Opens an upload and gives it up: fails in a second where a push would fail after the build. */
  checkPush(path: string): Promise<void>;
  /** The same registry for what saves time only when it is known soon: two tries, five seconds for an answer. */
  hurried(): Registry;
  /** How many requests were sent so far, those for tokens and those tried again among them. */
  requests(): number;
}
