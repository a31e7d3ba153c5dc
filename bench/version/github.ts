import { join } from 'node:path';
import { type AdminClient, adminClient, StandIn } from '@workaday/testbed';
import { git, lines, mirror, type Subject } from './subjects.ts';

/** More than a page of GitHub's lists, so that a tool which reads every page is seen doing so. */
const mostReleases = 120;

export interface Repository {
  /** `owner/name` */
  name: string;
  /** The bare repository behind it. */
  bare: string;
  origin: string;
}

/** The testbed's stand-in for GitHub, alone and in this process. */
export class GitHub {
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly #standIn: StandIn;
  readonly #folder: string;
  readonly #admin: AdminClient;
  /** Of one person, who may write to every repository here. */
  token = '';

  private constructor(standIn: StandIn, folder: string) {
    this.#standIn = standIn;
    this.#folder = folder;
    this.apiUrl = standIn.addresses.apiUrl;
    this.serverUrl = standIn.addresses.serverUrl;
    this.#admin = adminClient(standIn.addresses.adminUrl);
  }

  static async start(folder: string): Promise<GitHub> {
    // No workflow runs here, so there is no runner to name.
    return new GitHub(await StandIn.start(folder, { act: 'none', path: [], env: {} }), folder);
  }

  stop(): Promise<void> {
    return this.#standIn.stop();
  }

  /** A repository with a subject's history and published releases for its newest tags. */
  async publish(subject: Subject, short: string): Promise<Repository> {
    const name = `bench/${short}`;
    await this.#admin.createRepository(name, { defaultBranch: subject.branch, actions: false });
    const { token } = await this.#admin.createUser('releaser', { [name]: 'write' });
    this.token = token;
    const bare = join(this.#folder, 'repos', `${name}.git`);
    await mirror(subject, bare);
    const newestLast = lines(await git(bare, 'tag', '--list', '--sort=v:refname', `${subject.prefix}*`));
    for (const tag of newestLast.slice(-mostReleases)) await this.#release(name, tag);
    return { name, bare, origin: `file://${bare}` };
  }

  async #release(repository: string, tag: string): Promise<void> {
    const notes = '### Features\n\n- **cart**: change number 7 of the parts we sell (`a1b2c3d`)\n'.repeat(10);
    const response = await fetch(`${this.apiUrl}/repos/${repository}/releases`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ tag_name: tag, name: tag, body: notes }),
    });
    if (!response.ok) throw new Error(`release ${tag} of ${repository}: ${await response.text()}`);
  }

  /** API calls by route while `work` ran. A call that GitHub would not understand is an error. */
  async callsDuring<T>(work: () => Promise<T>): Promise<{ result: T; calls: ApiCalls }> {
    await this.#admin.resetRequests();
    const result = await work();
    const violations = await this.#admin.violations();
    if (violations.length > 0) throw new Error(`GitHub's API was misused: ${JSON.stringify(violations)}`);
    return { result, calls: countCalls(await this.#admin.requests()) };
  }
}

export interface ApiCalls {
  all: number;
  /** Those that read commits, comparisons, refs or pull requests: what a checkout has already. */
  history: number;
  routes: Readonly<Record<string, number>>;
}

export function countCalls(routes: Readonly<Record<string, number>>): ApiCalls {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (routes[name] ?? 0), 0);
  const all = Object.keys(routes);
  const history = all.filter((route) =>
    /^GET .*\/(commits|compare|pulls|tags|git)(\/|$)/.test(route.replace('/releases/tags/', '/releases/')),
  );
  return { all: sum(all), history: sum(history), routes };
}
