import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Variables that point every tool at the one testbed: KUBECONFIG, DOCKER_HOST, … */
    testbedEnv: Readonly<Record<string, string>>;
  }
}

interface RunningTestbed {
  env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the one testbed that all tests of the project share, and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { startTestbed } = (await import('@workaday/testbed')) as unknown as {
    startTestbed: () => Promise<RunningTestbed>;
  };
  const testbed = await startTestbed();
  project.provide('testbedEnv', { ...testbed.env });
  return () => testbed.stop();
}
