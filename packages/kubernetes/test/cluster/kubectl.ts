import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppNamespace, ensureTool, run } from '@workaday/testbed';
import type { KubeObject } from '../../src/manifests/object.ts';

/** The real kubectl, as the deploying identity of a namespace; `input` is its standard input. */
export async function kubectl(
  world: AppNamespace,
  args: readonly string[],
  input: readonly KubeObject[] = [],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-kubectl-'));
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, world.kubeconfig, { mode: 0o600 });
    return await run(await ensureTool('kubectl'), args, {
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder },
      input: input.map((object) => JSON.stringify(object)).join('\n---\n'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
