import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { githubFailure } from '../src/github/errors.ts';
import { githubClient } from '../src/node/index.ts';

let server: Server | undefined;
afterEach(() => void server?.close().closeAllConnections());

async function client(answer: Parameters<typeof createServer>[1], timeout?: number) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return githubClient('t0ken', { apiUrl, owner: 'acme', name: 'shop' }, timeout);
}

it('asks with the token', async () => {
  const { octokit, repo } = await client((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify([{ tag_name: `${request.url} ${request.headers.authorization}` }]));
  });
  const { data } = await octokit.rest.repos.listReleases(repo);
  expect(data[0]?.tag_name).toBe('/repos/acme/shop/releases token t0ken');
});

it('does not wait for an answer that never comes', async () => {
  const { octokit, repo } = await client(() => undefined, 50);
  const failure = await octokit.rest.repos
    .listReleases(repo)
    .catch((error: unknown) => githubFailure(error, 'reading the releases', 'contents: read'));
  expect(failure).toMatchObject({ parts: { reason: 'github-unavailable' } });
});

it('wants a token', async () => {
  await expect(githubClient('', { apiUrl: '', owner: '', name: '' })).rejects.toMatchObject({
    parts: { reason: 'bad-input' },
  });
});
