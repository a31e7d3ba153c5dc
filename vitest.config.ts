import { defineConfig } from 'vitest/config';

const onTestbed = ['{packages,actions}/*/test/{cluster,docker,e2e}/**/*.test.ts'];
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,actions}/*/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
          exclude: [...exclude, ...onTestbed],
          // Real git, registries and processes, on machines that may be busy: a limit is for what hangs, not for what is slow.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'testbed',
          include: onTestbed,
          exclude,
          globalSetup: 'packages/tooling/src/testing/testbed-setup.ts',
          setupFiles: 'packages/tooling/src/testing/testbed-env.ts',
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
