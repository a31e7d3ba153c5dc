import { startContainerdStore } from '@workaday/testbed';
import { beforeAll } from 'vitest';

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

/** Docker's environment for the tests of a `describe`; a daemon that is built the first time may take minutes. */
export function useBuilder(variables: () => Promise<Record<string, string>>): () => Record<string, string> {
  let environment: Record<string, string> | undefined;
  beforeAll(async () => {
    environment = await variables();
  }, 1_800_000);
  return () => environment ?? {};
}
