import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Runs } from '../runner/runs.ts';
import type { WorldFile } from '../runner/world-file.ts';
import { Admin } from './admin.ts';
import type { Caller, Reply, World } from './call.ts';
import { isGitRequest, serveGit } from './git-http.ts';
import { GitRepository } from './git-repository.ts';
import { answerOidc, isOidcRequest } from './oidc-http.ts';
import { listenSecurely, type OidcListener } from './oidc-listener.ts';
import { OidcProvider } from './oidc-provider.ts';
import { Rest } from './rest.ts';
import { type Repository, Store } from './state.ts';

export interface Addresses {
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly adminUrl: string;
  /** The OIDC issuer behind TLS, and the authority of its certificate (PEM). */
  readonly issuer: { readonly url: string; readonly ca: string };
}

const apiPath = '/api/v3';
const gateSeconds = 20;

/** The GitHub stand-in on one port of 127.0.0.1. */
export class StandIn {
  readonly addresses: Addresses;
  readonly #server: Server;
  readonly #secure: OidcListener;
  readonly #root: string;
  readonly #store: Store;
  readonly #runs: Runs;
  readonly #rest: Rest;
  readonly #admin: Admin;
  readonly #world: World;
  readonly #oidc: OidcProvider;
  readonly #key: string;

  private constructor(server: Server, port: number, secure: OidcListener, dir: string, tools: WorldFile) {
    this.#server = server;
    this.#secure = secure;
    this.#key = randomBytes(12).toString('hex');
    this.#root = join(dir, 'repos');
    this.#store = new Store(dir);
    const serverUrl = `http://127.0.0.1:${port}`;
    this.#oidc = new OidcProvider(serverUrl, dir, secure.url);
    this.addresses = {
      serverUrl,
      apiUrl: serverUrl + apiPath,
      adminUrl: `${serverUrl}/_admin/${this.#key}`,
      issuer: { url: this.#oidc.secureIssuer, ca: secure.certificate.cert },
    };
    this.#runs = new Runs(dir, tools, `${serverUrl}/_gate/${this.#key}`);
    this.#world = this.#newWorld();
    this.#rest = new Rest(this.#world);
    this.#admin = new Admin(this.#world, this.#rest, this.#runs);
    server.on('request', (request, response) => void this.#serve(request, response));
    secure.serve((url) => this.#answerOidc(url, undefined));
  }

  static async start(dir: string, tools: WorldFile): Promise<StandIn> {
    mkdirSync(join(dir, 'repos'), { recursive: true });
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(0, '127.0.0.1', resolve),
    );
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.');
    return new StandIn(server, address.port, await listenSecurely(), dir, tools);
  }

  /** Ends every run, then the server. */
  async stop(): Promise<void> {
    this.#runs.killAll();
    this.#secure.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #newWorld(): World {
    const tails = new Map<number, Promise<unknown>>();
    const world: World = {
      store: this.#store,
      urls: { api: this.addresses.apiUrl, server: this.addresses.serverUrl },
      git: ({ owner, name }: Repository) => new GitRepository(join(this.#root, owner, `${name}.git`)),
      exclusively: (repository, work) => {
        const turn = (tails.get(repository.id) ?? Promise.resolve()).then(work, work);
        tails.set(
          repository.id,
          turn.catch(() => undefined),
        );
        return turn;
      },
      publish: (repository, event) => this.#runs.start(world, repository, event),
    };
    return world;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', this.addresses.serverUrl);
      if (url.pathname.startsWith(`${apiPath}/`)) await this.#serveRest(request, response, url);
      else if (url.pathname === `/_admin/${this.#key}`) await this.#serveAdmin(request, response);
      else if (url.pathname.startsWith(`/_gate/${this.#key}/`)) await this.#serveGate(request, response, url);
      else if (isOidcRequest(url.pathname)) this.#serveOidc(request, response, url);
      else if (isGitRequest(url.pathname))
        await serveGit(this.#world, this.#root, this.#caller(request), request, response, url);
      else send(response, 404, { message: `The stand-in serves nothing at ${url.pathname}.` });
    } catch (error) {
      const message = `The stand-in failed at ${request.method} ${request.url}: ${(error as Error).stack}`;
      this.#rest.violations.push({
        route: `${request.method} ${request.url}`,
        side: 'response',
        problems: [message],
      });
      console.error(message);
      if (!response.headersSent) send(response, 500, { message });
    }
  }

  async #serveRest(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const sent = await text(request);
    let body: unknown;
    try {
      body = sent === '' ? undefined : JSON.parse(sent);
    } catch {
      return send(response, 400, {
        message: 'Problems parsing JSON',
        documentation_url: 'https://docs.github.com/rest',
      });
    }
    const asked = {
      method: request.method ?? 'GET',
      pathname: url.pathname.slice(apiPath.length),
      search: url.searchParams,
      body,
    };
    const answer = await this.#rest.answer(asked, this.#caller(request));
    send(response, answer.status, answer.body, answer.headers);
  }

  #serveOidc(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const reply = this.#answerOidc(url, request.headers.authorization);
    send(response, reply.status, reply.body);
  }

  #answerOidc(url: URL, authorization: string | undefined): Reply {
    const claims = (token: string) => this.#runs.tokens.claims(token);
    return answerOidc(this.#oidc, claims, { url, authorization, now: Date.now() });
  }

  async #serveAdmin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, args } = JSON.parse(await text(request)) as { method: string; args: unknown[] };
    try {
      const found = (this.#admin as unknown as Record<string, (...given: unknown[]) => unknown>)[method];
      if (typeof found !== 'function') throw new Error('there is no such call');
      send(response, 200, { result: (await found.apply(this.#admin, args)) ?? null });
    } catch (error) {
      send(response, 400, { error: (error as Error).message });
    }
  }

  /** 200: the group is the job's; 202: ask again. */
  async #serveGate(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const holder = url.pathname.split('/').at(-1) ?? '';
    const { job, group } = JSON.parse(await text(request)) as { job: string; group: string };
    const patience = new Promise<false>((resolve) => setTimeout(resolve, gateSeconds * 1000, false).unref());
    const entered = await Promise.race([
      this.#runs.enterJobGroup(holder, job, group).then(() => true),
      patience,
    ]);
    send(response, entered ? 200 : 202, {});
  }

  /** By `Authorization: token …`, `Bearer …`, or basic authentication with the token as password. */
  #caller(request: IncomingMessage): Caller | undefined {
    const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ');
    const basic = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString('utf8') : undefined;
    const token = basic === undefined ? value : basic.slice(basic.indexOf(':') + 1);
    const person = this.#store.state.users.find((one) => one.token === token);
    return person ? { kind: 'person', login: person.login } : this.#runs.tokens.caller(token);
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const content = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(content);
}
