import { startContainerdStore } from '@workaday/testbed';

const env = (name: string) => process.env[name] ?? '';

/** The builders that runners have, by what tells docker to use them. */
export const builders: readonly [name: string, variables: () => Promise<Record<string, string>>][] = [
  ["docker's own driver, classic store", async () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG') })],
  [
    "docker's own driver, containerd store",
    async () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG'), DOCKER_HOST: await startContainerdStore() }),
  ],
  [
    'a remote BuildKit',
    async () => ({ DOCKER_CONFIG: env('DOCKER_CONFIG'), BUILDX_BUILDER: env('WORKADAY_BUILDER') }),
  ],
];
