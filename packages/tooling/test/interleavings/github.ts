import type { GitHubClient } from '@workaday/core';
import { configOf } from './shop.ts';

/** All that rollback and lock ask of GitHub: the configuration of the default branch, and what a person may. */
export const githubOf = (namespace: string) =>
  ({
    repo: { owner: 'your-org', repo: 'shop' },
    octokit: {
      rest: {
        repos: {
          getCollaboratorPermissionLevel: async () => ({ data: { role_name: 'admin' } }),
          getContent: async ({ path }: { path: string }) => {
            if (path !== 'workaday.yml') throw Object.assign(new Error('Not Found'), { status: 404 });
            return { data: { content: Buffer.from(configOf(namespace)).toString('base64') } };
          },
        },
      },
    },
  }) as unknown as GitHubClient;
