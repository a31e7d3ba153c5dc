import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { RunRecord } from '../runner/run-record.ts';
import type { Runs } from '../runner/runs.ts';
import { now, type World } from './call.ts';
import { type Claims, idTokenPath } from './oidc-provider.ts';
import type { Rest, Violation } from './rest.ts';
import type { Environment, Repository, Role } from './state.ts';

export interface RunFilter {
  readonly id?: number;
  readonly sha?: string;
  readonly ref?: string;
  /** The workflow's name or its file's path. */
  readonly workflow?: string;
  readonly event?: string;
}

/** What a test or the demo may do with the stand-in beyond what GitHub's API allows. `repository` is 'owner/name'. */
export class Admin {
  readonly #world: World;
  readonly #rest: Rest;
  readonly #runs: Runs;

  constructor(world: World, rest: Rest, runs: Runs) {
    this.#world = world;
    this.#rest = rest;
    this.#runs = runs;
  }

  /** Creates an empty repository; one that exists already stays as it is. `actions: false` is GitHub's setting "Disable actions". */
  async createRepository(
    name: string,
    options: { readonly defaultBranch?: string; readonly actions?: boolean } = {},
  ): Promise<{ readonly cloneUrl: string }> {
    const [owner = '', short = ''] = name.split('/');
    const { store, urls } = this.#world;
    if (!store.repository(owner, short)) {
      const empty = {
        collaborators: {},
        secrets: {},
        variables: {},
        environments: {},
        releases: [],
        deployments: [],
        issues: [],
        runNumbers: {},
      };
      const repository: Repository = {
        id: store.id(),
        owner,
        name: short,
        defaultBranch: options.defaultBranch ?? 'main',
        actions: options.actions ?? true,
        createdAt: now(),
        ...empty,
      };
      await this.#world.git(repository).create(repository.defaultBranch);
      store.state.repositories.push(repository);
      store.save();
    }
    return { cloneUrl: `${urls.server}/${owner}/${short}.git` };
  }

  /** Creates a person, or finds them; `roles` by repository. */
  createUser(login: string, roles: Readonly<Record<string, Role>> = {}): { readonly token: string } {
    const { store } = this.#world;
    const user = store.user(login) ?? {
      id: store.id(),
      login,
      token: `ghp_${randomBytes(18).toString('hex')}`,
    };
    if (!store.user(login)) store.state.users.push(user);
    for (const [name, role] of Object.entries(roles)) this.#repository(name).collaborators[user.login] = role;
    store.save();
    return { token: user.token };
  }

  createTeam(org: string, slug: string, members: readonly string[]): void {
    this.#world.store.state.teams.push({ org, slug, members: [...members] });
    this.#world.store.save();
  }

  /** An environment may exist without secrets. */
  addEnvironment(name: string, environment: string): void {
    this.#environment(name, environment);
    this.#world.store.save();
  }

  /** Which branches may use an environment: the protected ones, those of these patterns, or every branch. */
  setBranchRule(name: string, environment: string, rule: 'every' | 'protected' | readonly string[]): void {
    const place = this.#environment(name, environment);
    if (rule === 'every') delete place.branches;
    else place.branches = rule;
    this.#world.store.save();
  }

  protectBranches(name: string, branches: readonly string[]): void {
    this.#repository(name).protectedBranches = branches;
    this.#world.store.save();
  }

  setSecret(name: string, secret: string, value: string, environment?: string): void {
    const place = environment === undefined ? this.#repository(name) : this.#environment(name, environment);
    place.secrets[secret.toUpperCase()] = value;
    this.#world.store.save();
  }

  setVariable(name: string, variable: string, value: string, environment?: string): void {
    const place = environment === undefined ? this.#repository(name) : this.#environment(name, environment);
    place.variables[variable.toUpperCase()] = value;
    this.#world.store.save();
  }

  /** Newest first. */
  runs(name: string): readonly RunRecord[] {
    return this.#runs.list(name);
  }

  /** Waits at most `seconds` for a matching run of which all matching ones have ended; undefined when there is none by then. */
  async pollRun(name: string, filter: RunFilter, seconds: number): Promise<RunRecord | undefined> {
    const signal = AbortSignal.timeout(seconds * 1000);
    for (;;) {
      const found = this.#runs.list(name).filter((run) => fits(run, filter));
      if (found.length > 0 && found.every((run) => run.status === 'completed')) return found[0];
      if (signal.aborted) return undefined;
      await this.#change(signal);
    }
  }

  /** The log from a byte on; waits up to `seconds` for more. `next` is where to go on, `ended` that no more will come. */
  async runLog(
    id: number,
    from = 0,
    seconds = 0,
  ): Promise<{ readonly text: string; readonly next: number; readonly ended: boolean }> {
    const signal = AbortSignal.timeout(seconds * 1000);
    for (;;) {
      const run = this.#runs.get(id);
      const ended = run.status === 'completed';
      const all = run.logPath === '' ? Buffer.alloc(0) : await readFile(run.logPath);
      if (ended || all.length > from || signal.aborted)
        return { text: all.subarray(from).toString('utf8'), next: all.length, ended };
      await this.#change(signal);
    }
  }

  /** SIGKILL for every process of the run, as when the runner's machine is lost. */
  killRun(id: number): void {
    this.#runs.kill(id);
  }

  /** SIGKILL for the processes of one job only: later jobs of the run still come (on GitHub they have runners of their own). */
  killJob(id: number, job: string): number {
    return this.#runs.killJob(id, job);
  }

  /** Kills, once, the run of this repository whose log has a line that the regular expression finds. */
  killRunWhen(name: string, pattern: string, job?: string): void {
    this.#runs.killWhen(name, pattern, job);
  }

  rerun(id: number, actor: string): void {
    this.#runs.rerun(this.#world, id, actor);
  }

  /** The environment of a job with `id-token: write` of which GitHub would say these claims; nothing runs in it. */
  identityOf(claims: Claims): Readonly<Record<string, string>> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.#world.urls.server}${idTokenPath}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#runs.tokens.issueRequest('test', 'test', claims),
    };
  }

  violations(): readonly Violation[] {
    return this.#rest.violations;
  }

  /** Number of REST calls by route since the start, or since `resetRequests`. */
  requests(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#rest.requests);
  }

  resetRequests(): void {
    this.#rest.requests.clear();
  }

  /** Releases, deployments with their statuses, issues with their comments; no secrets. */
  dump(name: string): Pick<Repository, 'releases' | 'deployments' | 'issues' | 'collaborators'> {
    const { releases, deployments, issues, collaborators } = this.#repository(name);
    return { releases, deployments, issues, collaborators };
  }

  /** Until some run changes, or the signal's time is over. */
  async #change(signal: AbortSignal): Promise<void> {
    try {
      await once(this.#runs.events, 'change', { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #repository(name: string): Repository {
    const [owner = '', short = ''] = name.split('/');
    const found = this.#world.store.repository(owner, short);
    if (!found) throw new Error(`The stand-in has no repository '${name}'; create it first.`);
    return found;
  }

  #environment(name: string, environment: string): Environment {
    const { environments } = this.#repository(name);
    environments[environment] ??= { id: this.#world.store.id(), secrets: {}, variables: {} };
    return environments[environment];
  }
}

function fits(run: RunRecord, filter: RunFilter): boolean {
  if (filter.id !== undefined && run.id !== filter.id) return false;
  if (filter.sha !== undefined && run.sha !== filter.sha) return false;
  if (filter.ref !== undefined && run.ref !== filter.ref) return false;
  if (filter.event !== undefined && run.event !== filter.event) return false;
  return filter.workflow === undefined || run.workflow === filter.workflow || run.path === filter.workflow;
}
