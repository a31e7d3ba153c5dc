import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminClient, adminClient, StandIn } from '@workaday/testbed';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Origin } from './origin.ts';

/** The stand-in for GitHub: real Git over HTTP, and a REST API that is held against GitHub's own description. */
export class GitHub {
  private readonly folder = mkdtempSync(join(tmpdir(), 'workaday-version-github-'));
  private readonly origins: Origin[] = [];
  private standIn: StandIn | undefined;

  async start(): Promise<void> {
    // No workflow runs here, so there is no runner to name.
    this.standIn = await StandIn.start(this.folder, { act: 'none', path: [], env: {} });
  }

  async stop(): Promise<void> {
    await this.standIn?.stop();
    for (const origin of this.origins) origin.remove();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get addresses() {
    if (this.standIn === undefined) throw new Error('the stand-in was not started');
    return this.standIn.addresses;
  }

  get admin(): AdminClient {
    return adminClient(this.addresses.adminUrl);
  }

  /** GitHub Releases, newest first. */
  async releases(origin: Origin) {
    const { releases } = await this.admin.dump(origin.repository);
    return releases.map(({ id, tagName: tag, draft, prerelease, body }) => ({
      id,
      tag,
      draft,
      prerelease,
      body: body ?? '',
    }));
  }

  /** What the record of a deployment, or a person, does with the release of a tag. */
  async changeRelease(origin: Origin, tag: string, change: { draft?: boolean; prerelease?: boolean }) {
    const release = (await this.releases(origin)).find((each) => each.tag === tag);
    await this.call(origin, 'PATCH', `releases/${release?.id}`, change);
  }

  /** A call of GitHub's API by the person who may write. */
  async call(origin: Origin, method: string, path: string, body: object): Promise<void> {
    const { apiUrl, token } = origin.account;
    const answer = await fetch(`${apiUrl}/repos/${origin.repository}/${path}`, {
      method,
      headers: { authorization: `token ${token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  /** A new, empty repository; a person who may write to it, and one who may only read. */
  async repository(): Promise<Origin> {
    const repository = `acme/shop-${this.origins.length + 1}`;
    await this.admin.createRepository(repository, { actions: false });
    const { token } = await this.admin.createUser('ann', { [repository]: 'write' });
    const reader = await this.admin.createUser('rita', { [repository]: 'read' });
    const bare = join(this.folder, 'repos', `${repository}.git`);
    const origin = new Origin(bare, repository, { ...this.addresses, token, readToken: reader.token });
    this.origins.push(origin);
    return origin;
  }

  /** A new repository with one commit, released as v1.0.0. */
  async released(): Promise<Origin> {
    const origin = await this.repository();
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    return origin;
  }
}

/** One stand-in for a test file; every test ends with no call that GitHub would not understand. */
export function useGitHub(): GitHub {
  const github = new GitHub();
  beforeAll(() => github.start());
  afterEach(async () => expect(await github.admin.violations()).toEqual([]));
  afterAll(() => github.stop());
  return github;
}
