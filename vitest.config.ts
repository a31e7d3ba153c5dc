import { defineConfig } from 'vitest/config';

const onTestbed = ['{packages,actions}/*/test/{cluster,docker,e2e}/**/*.test.ts'];
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,actions}/*/test/**/*.test.ts'],
          exclude: [...exclude, ...onTestbed],
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
