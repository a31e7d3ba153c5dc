import { mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '@workaday/testbed';
import { fastImportStream, planHistory } from './history.ts';

/** A repository that the tools are measured on. */
export interface Subject {
  name: string;
  commits: number;
  tags: number;
  branch: string;
  /** What stands before the version in its tags, such as `v`. */
  prefix: string;
  /** A bare repository with all its branches and tags. */
  source: string;
  /** What its generator knows to be the next version. */
  expected?: string;
}

export interface Shape {
  name: string;
  commits: number;
  tags: number;
}

export async function generatedSubject(shape: Shape, scratch: string): Promise<Subject> {
  const source = await mkdtemp(join(scratch, 'source-'));
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', source]);
  const history = planHistory(shape);
  const stream = fastImportStream(history);
  await run('git', ['fast-import', '--quiet'], { cwd: source, input: stream });
  return { ...shape, branch: 'main', prefix: 'v', source, expected: history.nextVersion };
}

/** The branch that a repository on this machine has checked out, with its tags. */
export async function clonedSubject(path: string, scratch: string): Promise<Subject> {
  const source = await mkdtemp(join(scratch, 'source-'));
  const branch = (await git(path, 'rev-parse', '--abbrev-ref', 'HEAD')).replace(/^HEAD$/, 'main');
  await run('git', ['init', '--quiet', '--bare', `--initial-branch=${branch}`, source]);
  await git(path, 'push', '--quiet', `file://${source}`, `HEAD:refs/heads/${branch}`, '--tags');
  const tags = lines(await git(source, 'tag', '--list'));
  const commits = Number(await git(source, 'rev-list', '--count', branch));
  return { name: basename(path), commits, tags: tags.length, branch, prefix: usualPrefix(tags), source };
}

/** What most version tags begin with; `v` when there is none. */
export function usualPrefix(tags: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const tag of tags) {
    const prefix = /^(.*?)\d+\.\d+\.\d+$/.exec(tag)?.[1];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'v';
}

/** Puts all of a subject's branches and tags into an empty bare repository. */
export async function mirror(subject: Subject, bare: string): Promise<void> {
  await git(subject.source, 'push', '--quiet', '--mirror', `file://${bare}`);
}

/** A fresh checkout, made with the commands of actions/checkout with `fetch-depth: 0`; answers its commit. */
export async function checkOut(origin: string, branch: string, folder: string): Promise<string> {
  const refs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  await run('git', ['init', '--quiet', folder]);
  await git(folder, 'remote', 'add', 'origin', origin);
  await git(folder, 'fetch', '--quiet', '--no-tags', '--prune', 'origin', ...refs);
  await git(folder, 'checkout', '--quiet', '--force', '-B', branch, `refs/remotes/origin/${branch}`);
  return git(folder, 'rev-parse', 'HEAD');
}

export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: folder })).trim();
}

export const lines = (text: string) => text.split('\n').filter((line) => line !== '');
