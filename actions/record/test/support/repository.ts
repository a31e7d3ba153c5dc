import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOctokit } from '@actions/github';
import { type LoneStandIn, startStandIn } from '@workaday/testbed';
import { vi } from 'vitest';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const name = 'acme/shop';
const at = { owner: 'acme', repo: 'shop' };
const quiet = { debug() {}, info() {}, warn: console.warn, error() {} };

/** A repository at the GitHub stand-in with two commits, and what a person with write access does there. */
export class TestRepository {
  readonly standIn: LoneStandIn;
  readonly writer: string;
  readonly commit: string;
  readonly otherCommit: string;

  private constructor(standIn: LoneStandIn, writer: string, commits: readonly [string, string]) {
    this.standIn = standIn;
    this.writer = writer;
    [this.commit, this.otherCommit] = commits;
  }

  /** @param config `workaday.yml` of the default branch; none by default */
  static async start(config?: string): Promise<TestRepository> {
    const standIn = await startStandIn();
    await standIn.admin.createRepository(name, { actions: false });
    const { token } = await standIn.admin.createUser('ada', { [name]: 'write' });
    const folder = join(standIn.dir, 'clone');
    const remote = `${standIn.addresses.serverUrl.replace('//', `//ada:${token}@`)}/${name}.git`;
    git(standIn.dir, 'init', '--quiet', '--initial-branch=main', folder);
    const commit = (message: string) => {
      git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
      return git(folder, 'rev-parse', 'HEAD');
    };
    if (config !== undefined) writeFileSync(join(folder, 'workaday.yml'), config);
    git(folder, 'add', '.');
    const commits = [commit('feat: one'), commit('feat: two')] as const;
    git(folder, 'push', '--quiet', remote, 'main');
    return new TestRepository(standIn, token, [commits[0], commits[1]]);
  }

  get octokit() {
    return getOctokit(this.writer, { baseUrl: this.standIn.addresses.apiUrl, log: quiet });
  }

  async tag(tag: string, sha = this.commit): Promise<void> {
    await this.octokit.rest.git.createRef({ ...at, ref: `refs/tags/${tag}`, sha });
  }

  /** As the version action leaves it: the tag, and a draft with its notes. */
  async draft(tag: string, body = `notes of ${tag}`): Promise<number> {
    await this.tag(tag);
    return this.create(tag, { name: tag, body, draft: true });
  }

  async create(tag: string, fields: Record<string, unknown> = {}): Promise<number> {
    return (await this.octokit.rest.repos.createRelease({ ...at, tag_name: tag, ...fields })).data.id;
  }

  async change(id: number, fields: Record<string, unknown>): Promise<void> {
    await this.octokit.rest.repos.updateRelease({ ...at, release_id: id, ...fields });
  }

  async remove(id: number): Promise<void> {
    await this.octokit.rest.repos.deleteRelease({ ...at, release_id: id });
  }

  /** The releases of a tag, newest first. */
  async releases(tag: string) {
    const { releases } = await this.standIn.admin.dump(name);
    return releases.filter((one) => one.tagName === tag);
  }

  dump() {
    return this.standIn.admin.dump(name);
  }
}

function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}
