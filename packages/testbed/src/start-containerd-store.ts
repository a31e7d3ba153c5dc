import { join } from 'node:path';
import { type Allotment, allot } from './allotment.ts';
import { withLock } from './cache/lock.ts';
import { containerdStore, type StorePrograms, storeHost } from './containerd-store.ts';
import { partHost } from './part-host.ts';
import { isAlive } from './process/identity.ts';
import { startPart } from './process/part.ts';
import { elapsedProgress, type Progress } from './progress.ts';
import { allStates, readState, stateFolder } from './state.ts';
import { ensureTool } from './tools/ensure-tool.ts';

/** One after the other: they share most of their packages, and the second finds them compiled. */
async function gatherPrograms(progress: Progress): Promise<StorePrograms> {
  return {
    dockerd: await ensureTool('dockerd', progress),
    containerd: await ensureTool('containerd', progress),
    shim: await ensureTool('containerd-shim-runc-v2', progress),
  };
}

function testbedOf(host: string): { own: Allotment; registry: string } {
  for (const { number, testbed } of allStates()) {
    const own = allot(number, stateFolder);
    if (testbed && storeHost(own) === host) return { own, registry: testbed.registry.host };
  }
  throw new Error(
    `No running testbed has a docker daemon at ${JSON.stringify(host)}. ` +
      'See `npm run testbed -- status`; WORKADAY_CONTAINERD_DOCKER of its `env` is the address to give.',
  );
}

/**
 * Starts the docker daemon with containerd's image store in a running testbed, unless it runs there already; it ends with
 * the testbed. It is apart from the testbed's start because most never need it: it takes minutes to build the first time,
 * then half a second and 110 MB. Any process may ask, several at once too.
 * @param host the address that the testbed gives out for it; default WORKADAY_CONTAINERD_DOCKER
 * @returns the same address, which answers now
 */
export async function startContainerdStore(
  host = process.env.WORKADAY_CONTAINERD_DOCKER ?? '',
  write: (line: string) => void = console.error,
): Promise<string> {
  const { own, registry } = testbedOf(host);
  const progress = elapsedProgress(write);
  const programs = await gatherPrograms(progress);
  const waiting = () => progress('another process is starting the docker daemon with the containerd store');
  await withLock(join(own.dir, 'containerd-store.lock'), waiting, async () => {
    const parts = readState(stateFolder, own.number)?.parts ?? [];
    const running = parts.filter(({ identity }) => isAlive(identity)).map(({ name }) => name);
    const runner = partHost(own, new AbortController().signal, progress);
    for (const part of containerdStore(own, programs, registry)) {
      if (!running.includes(part.name)) await startPart(runner, part);
    }
  });
  return host;
}
