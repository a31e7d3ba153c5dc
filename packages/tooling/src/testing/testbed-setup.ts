import { startTestbed, type TestbedDescription } from '@workaday/testbed';
import type { TestProject } from 'vitest/node';
import { publishWorkaday } from '../demo/stage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one testbed of the run. Its `env` points every tool at it: KUBECONFIG, DOCKER_HOST, … */
    testbed: TestbedDescription;
  }
}

/** Starts the testbed that all tests of the project share, with Workaday released on it, and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...testbed } = await startTestbed();
  await publishWorkaday(testbed, console.error);
  project.provide('testbed', testbed);
  return stop;
}
