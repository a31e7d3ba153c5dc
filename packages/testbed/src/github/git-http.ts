import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Caller, World } from './call.ts';
import { pushEvent } from './events.ts';
import { gitEnvironment, zeroSha } from './git-repository.ts';
import { covers } from './permissions.ts';
import type { Repository } from './state.ts';
import { mostTagsPerPush } from './triggers.ts';

const route = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitRequest(pathname: string): boolean {
  return route.test(pathname);
}

/** git's smart HTTP protocol, answered by git's own CGI program; a push starts what it starts before the client is told of its end. */
export async function serveGit(
  world: World,
  root: string,
  caller: Caller | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, owner = '', name = '', service = ''] = route.exec(url.pathname) ?? [];
  const repository = world.store.repository(owner, name);
  if (!repository) return refuse(response, 404, 'Repository not found.');
  const push = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const anonymous = request.headers.authorization === undefined;
  if (push && anonymous) return refuse(response, 401, 'Authentication is required to push.');
  if (!anonymous && !caller) return refuse(response, 401, 'Invalid username or token.');
  if (caller && !mayUse(caller, repository, push))
    return refuse(response, 403, `Permission to ${owner}/${name}.git denied to ${caller.login}.`);
  const path = `/${repository.owner}/${repository.name}.git/${service}`;
  const run = () => backend(root, path, request, url);
  const output =
    service === 'git-receive-pack' && caller ? await receive(world, repository, caller, run) : await run();
  relay(output, response);
}

function mayUse(caller: Caller, repository: Repository, push: boolean): boolean {
  if (caller.kind === 'person')
    return !push || ['write', 'maintain', 'admin'].includes(repository.collaborators[caller.login] ?? 'none');
  const own = caller.repository === `${repository.owner}/${repository.name}`;
  return own ? covers(caller.permissions.contents, push ? 'write' : 'read') : !push;
}

async function receive(
  world: World,
  repository: Repository,
  caller: Caller,
  run: () => Promise<Buffer>,
): Promise<Buffer> {
  const git = world.git(repository);
  const { output, updates } = await world.exclusively(repository, async () => {
    const before = await git.refs();
    const written = await run();
    const after = await git.refs();
    const names = new Set([...before.keys(), ...after.keys()]);
    const all = [...names].map((ref) => ({
      ref,
      before: before.get(ref) ?? zeroSha,
      after: after.get(ref) ?? zeroSha,
    }));
    return { output: written, updates: all.filter((one) => one.before !== one.after) };
  });
  if (caller.kind === 'job') return output;
  const tags = updates.filter((one) => one.ref.startsWith('refs/tags/'));
  for (const update of tags.length > mostTagsPerPush ? updates.filter((one) => !tags.includes(one)) : updates)
    await world.publish(repository, await pushEvent(world, repository, update, caller.login));
  return output;
}

function backend(root: string, path: string, request: IncomingMessage, url: URL): Promise<Buffer> {
  const { headers } = request;
  const env = {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: path,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_USER: 'stand-in',
    CONTENT_TYPE: headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    ...(headers['content-length'] && { CONTENT_LENGTH: headers['content-length'] }),
  };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  request.pipe(child.stdin);
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') child.kill();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    buffer(child.stdout).then(resolve, reject);
  });
}

/** CGI's answer: headers, an empty line, the body. */
function relay(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    if (name === 'status') response.statusCode = Number.parseInt(line.slice(at + 1), 10);
    else if (at > 0) response.setHeader(name, line.slice(at + 1).trim());
  }
  response.end(end < 0 ? output : output.subarray(end + 4));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="stand-in"' } : {};
  response.writeHead(status, { 'content-type': 'text/plain', ...challenge });
  response.end(`${message}\n`);
}
