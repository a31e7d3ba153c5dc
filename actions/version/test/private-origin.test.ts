import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { git, Origin } from './support/origin.ts';
import { startRefsApi } from './support/refs-api.ts';
import { runVersion } from './support/run-version.ts';

let origin: Origin;
let server: Server;
let serverUrl: string;
const logins = new Set<string>();

/** Serves the bare repository as files, which git's dumb protocol reads, to who has the token. */
beforeEach(async () => {
  origin = new Origin();
  server = createServer((request, response) => {
    logins.add(request.headers.authorization ?? 'none');
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/acme/shop', '');
    const file = join(origin.bare, path);
    if (request.headers.authorization !== `Basic ${btoa('x-access-token:t0ken')}`)
      response.writeHead(401).end();
    else if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close().closeAllConnections();
  origin.remove();
});

it('a private repository without persisted credentials is read again with the token', async () => {
  const sha = origin.commit('feat: begin');
  const workspace = origin.checkout();
  git(workspace, 'remote', 'set-url', 'origin', `${serverUrl}/acme/shop`);
  git(origin.work, 'checkout', '--quiet', '--orphan', 'other');
  origin.commit('feat: elsewhere', {}, 'other');
  origin.tag('v0.1.0');
  git(origin.bare, 'update-server-info');
  const api = await startRefsApi(origin.bare);
  const argv: string[] = [];
  const report = await runVersion({
    workspace,
    sha,
    apiUrl: api.url,
    serverUrl,
    before: (args) => void argv.push(args.join(' ')),
  });
  await api.close();
  expect(report.outputs.tag).toBe('v0.2.0');
  expect(logins).toEqual(new Set(['none', `Basic ${btoa('x-access-token:t0ken')}`]));
  expect(argv.join('\n')).not.toMatch(/t0ken|AUTHORIZATION/i);
});
