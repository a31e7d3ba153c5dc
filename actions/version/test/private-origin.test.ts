import { request as ask, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { beforePush, runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;
let server: Server;
let serverUrl: string;
const refused: string[] = [];

/** Lets nobody in without a login, as GitHub does for a private repository. */
beforeEach(async () => {
  origin = await github.repository();
  refused.length = 0;
  server = createServer((request, response) => {
    if (request.headers.authorization === undefined) {
      refused.push(request.url ?? '');
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const { method = 'GET', headers, url } = request;
    const onward = ask(new URL(url ?? '', origin.account.serverUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => void server.close().closeAllConnections());

function privately(workspace: string): { workspace: string; env: Record<string, string> } {
  git(workspace, 'remote', 'set-url', 'origin', `${serverUrl}/${origin.repository}.git`);
  return { workspace, env: { GITHUB_SERVER_URL: serverUrl } };
}

it('a private repository is read and tagged with the token, though the checkout stored none', async () => {
  const commits = origin.history(100);
  origin.tag('v1.0.0', commits[90]);
  const [older, newer] = [origin.commit('feat: a'), origin.commit('fix: b')];
  const shallow = privately(origin.plainCheckout(newer));
  const lost = await runVersion(origin, newer, {
    ...shallow,
    ...beforePush(() => runVersion(origin, older)),
  });
  expect(lost.outputs.tag).toBe('v1.1.1');
  const full = privately(origin.checkout('--no-tags'));
  expect((await runVersion(origin, newer, full)).outcome).toBe('already-released');
  expect(refused).toEqual([]);
});

it('without a token it cannot be read, and that is said', async () => {
  origin.commit('feat: begin');
  origin.tag('v1.0.0');
  const sha = origin.commit('fix: a');
  const situation = { ...privately(origin.checkout('--no-tags')), inputs: { 'github-token': '' } };
  const next = expect.stringContaining('github-token: ${{ github.token }}');
  await expect(runVersion(origin, sha, situation)).rejects.toMatchObject({
    parts: { reason: 'fetch-failed', next },
  });
  expect(refused.length).toBeGreaterThan(0);
  expect(Object.keys(origin.tags())).toEqual(['v1.0.0']);
});
