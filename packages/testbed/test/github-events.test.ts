import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, type Fixture, startStandIn } from './github-fixture.ts';

/** What starts is looked at here, not how it ends: there is no act, so every run is a start-up failure that says so. */
const at = { owner: 'acme', repo: 'web' };
const any = `name: any
on: { push: , release: { types: [published] }, repository_dispatch: , workflow_dispatch: { inputs: { level: { type: choice, options: [low, high], required: true }, dry-run: { type: boolean, default: false } } } }
jobs: { one: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }
`;
let fixture: Fixture;
let token: string;
let clone: Clone;

beforeAll(async () => {
  fixture = await startStandIn();
  await fixture.admin.createRepository('acme/web');
  token = (await fixture.admin.createUser('ada', { 'acme/web': 'write' })).token;
  clone = fixture.clone('acme/web', token);
  clone.commit('feat: one', { '.github/workflows/any.yml': any });
  clone.git('push', '--quiet', 'origin', 'main');
});
afterAll(() => fixture.stop());

const events = async () =>
  (await fixture.admin.runs('acme/web')).map((run) => [run.event, run.ref, run.number]);
const newest = async () => (await events())[0];

describe('events', () => {
  it('starts a run for a push, and says when act is not there', async () => {
    const run = await fixture.admin.waitForRun('acme/web', { workflow: 'any' }, 10);
    expect(run).toMatchObject({
      event: 'push',
      ref: 'refs/heads/main',
      number: 1,
      conclusion: 'startup_failure',
    });
    expect(run.message).toContain('act could not be started from /nonexistent/act');
  });

  it('starts up to three tags of one push, and none of four', async () => {
    const tags = (names: string[]) => {
      for (const name of names) clone.git('tag', name);
      clone.git('push', '--quiet', 'origin', ...names);
    };
    tags(['a1', 'a2', 'a3']);
    expect((await events()).map(([, ref]) => ref)).toEqual([
      'refs/tags/a3',
      'refs/tags/a2',
      'refs/tags/a1',
      'refs/heads/main',
    ]);
    tags(['b1', 'b2', 'b3', 'b4']);
    expect(await events()).toHaveLength(4);
  });

  it('starts for a tag and a release that a person makes by REST', async () => {
    const { git, repos } = fixture.octokit(token).rest;
    const sha = clone.git('rev-parse', 'HEAD');
    await git.createRef({ ...at, ref: 'refs/tags/by-rest', sha });
    expect(await newest()).toEqual(['push', 'refs/tags/by-rest', 5]);
    await repos.createRelease({ ...at, tag_name: 'v1.0.0' });
    expect((await events()).slice(0, 2)).toEqual([
      ['release', 'refs/tags/v1.0.0', 7],
      ['push', 'refs/tags/v1.0.0', 6],
    ]);
  });

  it('dispatches, and refuses inputs that the workflow does not know', async () => {
    const { actions, repos } = fixture.octokit(token).rest;
    await repos.createDispatchEvent({ ...at, event_type: 'go', client_payload: { a: 1 } });
    expect((await newest())?.[0]).toBe('repository_dispatch');
    const dispatch = (inputs: Record<string, string>) =>
      actions.createWorkflowDispatch({ ...at, workflow_id: 'any.yml', ref: 'main', inputs });
    await expect(dispatch({ level: 'low', surprise: 'x' })).rejects.toThrow(
      'Unexpected inputs provided: ["surprise"]',
    );
    await expect(dispatch({})).rejects.toThrow("Required input 'level' not provided");
    await expect(dispatch({ level: 'middle' })).rejects.toThrow('not in the list of allowed values');
    const { status } = await dispatch({ level: 'low' });
    expect([status, (await newest())?.[0]]).toEqual([204, 'workflow_dispatch']);
    expect(await fixture.admin.violations()).toEqual([]);
  });

  it('starts nothing in a repository whose actions are disabled', async () => {
    await fixture.admin.createRepository('acme/quiet', { actions: false });
    await fixture.admin.createUser('ada', { 'acme/quiet': 'write' });
    clone.git(
      'push',
      '--quiet',
      `${fixture.addresses.serverUrl.replace('//', `//ada:${token}@`)}/acme/quiet.git`,
      'main',
    );
    expect(await fixture.admin.runs('acme/quiet')).toEqual([]);
  });
});
