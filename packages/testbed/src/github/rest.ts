import { ApiError } from './api-error.ts';
import type { Call, Caller, Reply, RepositoryCall, World } from './call.ts';
import { ApiDescription, type Match } from './openapi.ts';
import { jobMayCall, personMayCall } from './permissions.ts';
import { repositoryRoutes, userRoutes } from './routes.ts';

export interface Violation {
  readonly route: string;
  /** request: what a client sent and GitHub would not know; response: a mistake of the stand-in itself. */
  readonly side: 'request' | 'response';
  readonly problems: readonly string[];
}

export interface Asked {
  readonly method: string;
  readonly pathname: string;
  readonly search: URLSearchParams;
  readonly body: unknown;
}

export interface Answer extends Reply {
  readonly headers: Record<string, string>;
}

/** GitHub's REST API: finds the route, checks request, token and rights, calls the handler, checks the answer. */
export class Rest {
  readonly violations: Violation[] = [];
  readonly requests = new Map<string, number>();
  readonly #api = new ApiDescription();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async answer(asked: Asked, caller: Caller | undefined): Promise<Answer> {
    const match = this.#api.match(asked.method, asked.pathname);
    if (!match) return this.#unserved(asked);
    this.requests.set(match.route, (this.requests.get(match.route) ?? 0) + 1);
    const reply = await this.#handled(match, asked, caller);
    const problems = this.#api.checkResponse(match.route, reply.status, reply.body);
    if (problems.length === 0) return reply;
    this.violations.push({ route: match.route, side: 'response', problems });
    const message = `The stand-in's own answer (${reply.status}) to ${match.route} is not as GitHub describes it: ${problems.join('; ')}`;
    return { status: 500, body: { message }, headers: {} };
  }

  async #handled(match: Match, asked: Asked, caller: Caller | undefined): Promise<Answer> {
    try {
      if (!caller) throw new ApiError(401, 'Bad credentials');
      const checked = this.#api.checkRequest(match, asked.search, asked.body);
      if (checked.unknown.length > 0)
        this.violations.push({ route: match.route, side: 'request', problems: checked.unknown });
      if (checked.problems.length > 0) {
        this.violations.push({ route: match.route, side: 'request', problems: checked.problems });
        throw new ApiError(422, `Invalid request.\n\n${checked.problems.join('\n')}`);
      }
      const body = (asked.body ?? {}) as Record<string, unknown>;
      const call: Call = { world: this.#world, caller, params: checked.params, query: checked.query, body };
      const reply = await this.#dispatch(match, call);
      if (asked.method !== 'GET') this.#world.store.save();
      return asked.method === 'GET' && Array.isArray(reply.body)
        ? paged(reply, asked, checked.query, this.#world)
        : { ...reply, headers: {} };
    } catch (error) {
      if (error instanceof ApiError) return { status: error.status, body: error.body(), headers: {} };
      throw error;
    }
  }

  async #dispatch(match: Match, call: Call): Promise<Reply> {
    const forUser = userRoutes[match.route];
    if (forUser) return forUser(call);
    const handler = repositoryRoutes[match.route];
    if (!handler) throw new Error(`${match.route} has a permission but no handler.`);
    const repository = this.#world.store.repository(
      String(call.params['owner']),
      String(call.params['repo']),
    );
    if (!repository) throw new ApiError(404, 'Not Found');
    const name = `${repository.owner}/${repository.name}`;
    const { caller } = call;
    if (caller.kind === 'job' && caller.repository !== name) throw new ApiError(404, 'Not Found');
    if (caller.kind === 'job' && !jobMayCall(match.route, caller.permissions))
      throw new ApiError(403, 'Resource not accessible by integration');
    const role = caller.kind === 'person' ? (repository.collaborators[caller.login] ?? 'none') : 'none';
    if (caller.kind === 'person' && !personMayCall(match.route, role))
      throw new ApiError(role === 'none' ? 404 : 403, 'Must have push access to repository');
    const full: RepositoryCall = { ...call, repository, git: this.#world.git(repository) };
    return handler(full);
  }

  #unserved(asked: Asked): Answer {
    const problem = `The stand-in does not serve ${asked.method} ${asked.pathname}; add it to packages/testbed/src/github/routes.ts and permissions.ts.`;
    this.violations.push({
      route: `${asked.method} ${asked.pathname}`,
      side: 'request',
      problems: [problem],
    });
    return { status: 501, body: { message: problem }, headers: {} };
  }
}

/** One page of a list, with GitHub's `Link` header. */
function paged(reply: Reply, asked: Asked, query: Call['query'], world: World): Answer {
  const all = reply.body as unknown[];
  const size = Math.min(Math.max(Number(query['per_page'] ?? 30), 1), 100);
  const page = Math.max(Number(query['page'] ?? 1), 1);
  const body = all.slice((page - 1) * size, page * size);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const link = (to: number, rel: string) => {
    const search = new URLSearchParams(asked.search);
    search.set('page', String(to));
    return `<${world.urls.api}${asked.pathname}?${search}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return { status: reply.status, body, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
