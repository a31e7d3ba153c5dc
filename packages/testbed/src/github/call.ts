import type { Event } from './events.ts';
import type { GitRepository } from './git-repository.ts';
import type { Permissions } from './permissions.ts';
import type { Repository, Store } from './state.ts';

/** Who makes a request: a person by their token, or a job by its own. */
export type Caller =
  | { readonly kind: 'person'; readonly login: string }
  | {
      readonly kind: 'job';
      readonly login: string;
      readonly repository: string;
      readonly permissions: Permissions;
      readonly job: string;
    };

/** Where the stand-in answers: REST, and everything a browser or git would use. */
export interface Urls {
  readonly api: string;
  readonly server: string;
}

/** What handlers work on. */
export interface World {
  readonly store: Store;
  readonly urls: Urls;
  git(repository: Repository): GitRepository;
  /** One writer of a repository's refs at a time. */
  exclusively<T>(repository: Repository, work: () => Promise<T>): Promise<T>;
  /** Starts what the event starts; resolves to the ids of the runs. */
  publish(repository: Repository, event: Event): Promise<readonly number[]>;
}

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
  readonly git: GitRepository;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
