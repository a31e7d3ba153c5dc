import type { Exec } from '@workaday/core';

/** Where a repository is at home. */
export interface Origin {
  host: string;
  owner: string;
  name: string;
}

/** Owner and name in the URL of a remote, in any form that git takes; undefined for a path of this machine. */
export function parseRemote(url: string): Origin | undefined {
  const match =
    /^(?:[a-z+]+:\/\/(?:[^@/]*@)?([^/]+)|(?:[^@/]+@)?([^/:]+):)\/?(?:[^\s]*\/)?([^/\s]+)\/([^/\s]+?)(?:\.git)?\/?$/i.exec(
      url.trim(),
    );
  if (match === null) return undefined;
  const [, byUrl, byScp, owner = '', name = ''] = match;
  return { host: byUrl ?? byScp ?? '', owner, name };
}

/** What git says of a folder. */
export interface GitFacts {
  /** The folder is the top of a repository, so that its remote is about this folder. */
  isTop: boolean;
  /** The remote `origin`, of the repository that the folder is in. */
  origin: Origin | undefined;
  /** The default branch, as far as this clone knows. */
  defaultBranch: string | undefined;
}

/** Undefined outside of a repository. */
export async function readGit(folder: string, exec: Exec): Promise<GitFacts | undefined> {
  const git = async (...args: string[]) => {
    const { exitCode, stdout } = await exec('git', ['-C', folder, ...args]);
    return exitCode === 0 ? stdout.trim() : undefined;
  };
  const prefix = await git('rev-parse', '--show-prefix');
  if (prefix === undefined) return undefined;
  const [url, remoteHead, head] = await Promise.all([
    git('remote', 'get-url', 'origin'),
    git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD'),
    git('symbolic-ref', '--short', 'HEAD'),
  ]);
  return {
    isTop: prefix === '',
    origin: url === undefined ? undefined : parseRemote(url),
    defaultBranch: remoteHead?.replace(/^origin\//, '') ?? (head === 'master' ? head : undefined),
  };
}
