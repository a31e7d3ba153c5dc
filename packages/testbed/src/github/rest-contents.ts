import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { Reply, RepositoryCall } from './call.ts';
import { Render } from './render.ts';

/** GET /repos/{owner}/{repo}/contents/{path}: of the default branch unless `ref` says otherwise. */
export async function getContent(call: RepositoryCall): Promise<Reply> {
  const path = String(call.params['path']).replace(/^\/+|\/+$/g, '');
  const sha = await call.git.resolve(
    String(call.query['ref'] ?? `refs/heads/${call.repository.defaultBranch}`),
  );
  const text = sha === undefined ? undefined : await call.git.read(sha, path);
  if (sha !== undefined && text !== undefined) return { status: 200, body: file(call, path, text) };
  const files = sha === undefined ? [] : await call.git.files(sha, path);
  const entries = new Map(files.map((name) => entryOf(path, name)));
  if (entries.size === 0) throw new ApiError(404, 'Not Found');
  const body = [...entries].map(([name, type]) => entry(call, `${path}/${name}`, type, ''));
  return { status: 200, body };
}

function entryOf(folder: string, file: string): [string, 'file' | 'dir'] {
  const [name = '', ...more] = file.slice(folder.length + 1).split('/');
  return [name, more.length > 0 ? 'dir' : 'file'];
}

function file(call: RepositoryCall, path: string, text: string): unknown {
  return {
    ...entry(call, path, 'file', text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'),
  };
}

function entry(call: RepositoryCall, path: string, type: 'file' | 'dir', text: string) {
  const render = new Render(call.world.urls, call.world.store);
  const url = `${render.repositoryUrl(call.repository)}/contents/${path}`;
  const html = `${render.htmlUrl(call.repository)}/blob/${call.repository.defaultBranch}/${path}`;
  const sha = createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
  const git = `${render.repositoryUrl(call.repository)}/git/blobs/${sha}`;
  return {
    type,
    name: path.split('/').at(-1),
    path,
    sha,
    size: Buffer.byteLength(text),
    url,
    html_url: html,
    git_url: git,
    download_url: type === 'file' ? html : null,
    _links: { self: url, git, html },
  };
}
