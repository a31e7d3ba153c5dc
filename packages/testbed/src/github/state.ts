import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Environment {
  readonly id: number;
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  /** Which branches may use it: those that are protected, or these patterns; every branch when absent. */
  branches?: 'protected' | readonly string[];
}

export interface Release {
  readonly id: number;
  tagName: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  /** A draft's own moment; once published, the date of its tag's commit. */
  createdAt: string;
  publishedAt: string | null;
  readonly author: string;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly environment: string;
  readonly creator: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: unknown;
  readonly description: string | null;
  readonly transientEnvironment: boolean;
  readonly productionEnvironment: boolean;
  readonly creator: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Oldest first; only ever appended to. */
  readonly statuses: DeploymentStatus[];
}

export interface Comment {
  readonly id: number;
  body: string;
  readonly user: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  readonly user: string;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  readonly comments: Comment[];
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** Whether events start workflows. */
  readonly actions: boolean;
  readonly createdAt: string;
  readonly collaborators: Record<string, Role>;
  readonly secrets: Record<string, string>;
  readonly variables: Record<string, string>;
  readonly environments: Record<string, Environment>;
  /** Names of the branches that a rule protects; none when absent. */
  protectedBranches?: readonly string[];
  readonly releases: Release[];
  /** Id of the release that `make_latest` chose; absent where GitHub decides. */
  latestRelease?: number;
  readonly deployments: Deployment[];
  readonly issues: Issue[];
  /** How many runs each workflow file has had; GitHub numbers runs per workflow. */
  readonly runNumbers: Record<string, number>;
}

export interface User {
  readonly id: number;
  readonly login: string;
  readonly token: string;
}

export interface Team {
  readonly org: string;
  readonly slug: string;
  readonly members: string[];
}

export interface State {
  nextId: number;
  readonly users: User[];
  readonly teams: Team[];
  readonly repositories: Repository[];
}

/** Everything the stand-in remembers, in one file (secrets and tokens included: mode 0600), written on every change. */
export class Store {
  readonly state: State;
  readonly #file: string;

  constructor(dir: string) {
    this.#file = join(dir, 'state.json');
    this.state = readState(this.#file);
  }

  id(): number {
    this.state.nextId += 1;
    return this.state.nextId;
  }

  save(): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, JSON.stringify(this.state), { mode: 0o600 });
    renameSync(next, this.#file);
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.state.repositories.find((one) => sameName(one.owner, owner) && sameName(one.name, name));
  }

  user(login: string): User | undefined {
    return this.state.users.find((one) => sameName(one.login, login));
  }

  team(org: string, slug: string): Team | undefined {
    return this.state.teams.find((one) => sameName(one.org, org) && one.slug === slug);
  }
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function readState(file: string): State {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { nextId: 1000, users: [], teams: [], repositories: [] };
    throw new Error(`The stand-in's state in ${file} cannot be read; remove the folder and start again.`, {
      cause: error,
    });
  }
}
