import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gitEnv } from './origin.ts';

const run = promisify(execFile);

export interface RefsApi {
  url: string;
  /** Names of the refs that were asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

/**
 * `POST /repos/acme/shop/git/refs` over a bare repository, as GitHub answers it: 201, or 422 when the name exists.
 * @param refuse answers instead of the repository, when it gives a status and message
 */
export async function startRefsApi(
  bare: string,
  refuse: (ref: string) => [status: number, message: string] | undefined = () => undefined,
): Promise<RefsApi> {
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.method !== 'POST' || request.url !== '/repos/acme/shop/git/refs')
      return answer(404, { message: 'Not Found' });
    if (request.headers.authorization !== 'token t0ken') return answer(401, { message: 'Bad credentials' });
    const { ref, sha, ...more } = JSON.parse(body) as { ref: string; sha: string };
    if (!/^refs\/tags\/./.test(ref) || !/^[0-9a-f]{40}$/.test(sha) || Object.keys(more).length > 0) {
      return answer(422, { message: 'Invalid request' });
    }
    asked.push(ref);
    const refusal = refuse(ref);
    if (refusal) return answer(refusal[0], { message: refusal[1] });
    try {
      await run('git', ['-C', bare, 'update-ref', ref, sha, '0'.repeat(40)], { env: gitEnv });
      answer(201, { ref, node_id: 'x', url: '', object: { type: 'commit', sha, url: '' } });
    } catch {
      answer(422, { message: 'Reference already exists' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
