import type { Files } from '../ports.ts';
import type { GitHubClient } from './client.ts';
import { githubFailure, statusOf } from './errors.ts';

/** The files of the default branch, whatever ref a run was started on: no checkout is needed, and none can be chosen. */
export function defaultBranchFiles({ octokit, repo }: GitHubClient): Pick<Files, 'readText' | 'kind'> {
  const read = async (path: string) => {
    try {
      return (await octokit.rest.repos.getContent({ ...repo, path })).data;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw githubFailure(error, `reading ${path} of the default branch`, 'contents: read');
    }
  };
  return {
    readText: async (path) => {
      const found = await read(path);
      if (found === undefined || Array.isArray(found) || !('content' in found)) return undefined;
      return Buffer.from(found.content, 'base64').toString('utf8');
    },
    kind: async (path) => {
      const found = await read(path);
      if (found === undefined) return undefined;
      return Array.isArray(found) ? 'directory' : 'file';
    },
  };
}
