import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { repositoryRoot } from '../../packages/tooling/src/repository.ts';

/** The services of examples/monorepo; the Dockerfile of each is services/NAME/Dockerfile, its context the checkout. */
export const services = ['api', 'web'] as const;

/** A checkout at some commit of main. */
export interface Commit {
  checkout: string;
  sha: string;
  version: string;
}

/** A Git repository of its own with the files of an example, and no commit yet. */
export async function checkOutExample(example: 'monorepo' | 'web-service', checkout: string): Promise<void> {
  cpSync(join(repositoryRoot, 'examples', example), checkout, { recursive: true });
  await run('git', ['init', '--quiet', '--initial-branch=main', checkout]);
}

/** Commits all that is there and names it by its version. */
export async function commitAll(checkout: string, version: string): Promise<Commit> {
  const git = (...args: string[]) => run('git', ['-C', checkout, ...args]);
  await git('add', '--all');
  const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  await git(...author, 'commit', '--quiet', '--allow-empty', '--message', `release ${version}`);
  return { checkout, version, sha: (await git('rev-parse', 'HEAD')).trim() };
}
