import type { Config, Failure } from '@workaday/core';
import type { GitFacts } from '../origin.ts';
import type { Known } from './finding.ts';

/** All that the checks judge. */
export interface DoctorFacts {
  git: GitFacts | undefined;
  /** The environment that is checked. */
  environment: string;
  defaultBranch: string;
  /** Text of the workflows, by their path. */
  workflows: ReadonlyMap<string, string>;
  /** The configuration, or what is wrong with it. */
  config: Config | Failure;
  images: readonly ImageFacts[];
  manifests: ManifestFacts;
  github: GitHubFacts;
  registry: { host: string; status: Known<number> };
  cluster: ClusterFacts;
}

export interface ImageFacts {
  service: string;
  path: string;
  /** Undefined when there is no such file. */
  dockerfile: string | undefined;
  hasIgnoreFile: boolean;
}

export type ManifestFacts =
  | { folder: string; objects: number; problems: readonly string[]; warnings: readonly string[] }
  | { failure: Failure }
  | { folder: undefined };

/** What GitHub says; each by itself, for a token may be allowed one and not the other. */
export interface GitHubFacts {
  environment: Known<EnvironmentFacts | undefined>;
  /** Names only. */
  environmentSecrets: Known<readonly string[]>;
  repositorySecrets: Known<readonly string[]>;
  /** Of the repository, the organisation and the environment; the nearest wins. */
  variables: Known<Readonly<Record<string, string>>>;
  protectedBranches: Known<readonly string[]>;
  /** `role_name` by login; `none` for who GitHub does not know here. */
  roles: Known<Readonly<Record<string, string>>>;
}

/** Which branches an environment takes. */
export type EnvironmentFacts =
  | { branches: 'every' }
  | { branches: 'protected' }
  | { branches: 'chosen'; patterns: Known<readonly string[]> };

/** What the cluster says of the credential and the manifests. */
export type ClusterFacts = Known<
  { server: string; user: string; problems: readonly string[] } | { failure: Failure }
>;
