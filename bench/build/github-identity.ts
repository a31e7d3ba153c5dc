import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOidc } from '../../packages/testbed/src/github/oidc-http.ts';
import { type Claims, idTokenPath, OidcProvider } from '../../packages/testbed/src/github/oidc-provider.ts';

/** GitHub's OIDC provider on this machine, so that records are signed and checked as in production. */
export class GithubIdentity {
  readonly serverUrl: string;
  readonly #server: Server;
  readonly #jobs = new Map<string, Claims>();

  private constructor(server: Server) {
    this.#server = server;
    this.serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param folder for its key */
  static async start(folder: string): Promise<GithubIdentity> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const identity = new GithubIdentity(server);
    const provider = new OidcProvider(identity.serverUrl, folder);
    // The key is made now, and in nobody's time.
    provider.keys();
    server.on('request', ({ url = '', headers: { authorization } }, response) => {
      const asked = { url: new URL(url, identity.serverUrl), authorization, now: Date.now() };
      const { status, body } = answerOidc(provider, (token) => identity.#jobs.get(token), asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    return identity;
  }

  /** What a job with `id-token: write` finds in its environment; its tokens say these claims. */
  jobEnvironment(claims: Claims): Record<string, string> {
    const token = randomUUID();
    this.#jobs.set(token, claims);
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.serverUrl}${idTokenPath}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
    };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
