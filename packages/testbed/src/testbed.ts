import { kindIsUsable } from './cluster/kind.ts';
import { chooseProvider, type ProviderName } from './cluster/provider.ts';
import { createNetwork } from './network.ts';
import { partHost } from './part-host.ts';
import { givePlaceBack, takePlace } from './places.ts';
import { elapsedProgress, type Progress } from './progress.ts';
import { startParts } from './start.ts';
import { updateState } from './state.ts';
import { gatherSupplies } from './supplies.ts';
import type { TestbedDescription } from './testbed-description.ts';

export type TestbedOptions = {
  /** Stays when this process ends, until `npm run testbed -- down`; default false. */
  keep?: boolean;
  /** Whether the GitHub stand-in is started; default true. */
  github?: boolean;
  /** Gives the start up when it is aborted. */
  signal?: AbortSignal;
  /** Where progress lines go; default standard error. */
  write?: (line: string) => void;
};

/** A running testbed. */
export type Testbed = TestbedDescription & {
  /** Ends it and removes everything it made. */
  stop: () => Promise<void>;
};

function requireRoot(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new Error(
    `The testbed runs its own containerd, dockerd and BuildKit, which needs root on Linux (this is ${process.platform}, ` +
      `user id ${process.getuid?.() ?? 'unknown'}). Run the same command as root, or in a virtual machine.`,
  );
}

async function findProvider(): Promise<ProviderName> {
  const kubeconfig = process.env.WORKADAY_KUBECONFIG;
  const kindUsable = !kubeconfig && (await kindIsUsable());
  const { platform } = process;
  return chooseProvider({ kubeconfig, kindUsable, platform, root: process.getuid?.() === 0 });
}

/**
 * Starts a real cluster, registry, BuildKit, docker daemon and GitHub stand-in. On a machine's first start this takes
 * minutes (everything is built), then seconds. Without `keep` it ends with this process, at the latest at the next start.
 */
export async function startTestbed(options: TestbedOptions = {}): Promise<Testbed> {
  const progress: Progress = elapsedProgress(options.write ?? console.error);
  requireRoot();
  const provider = await findProvider();
  progress(`cluster provider: ${provider}`);
  const supplies = await gatherSupplies(provider, progress);
  const own = await takePlace(progress);
  progress(`${own.name}: files in ${own.dir}, logs in ${own.logs}`);
  const stop = () => givePlaceBack(own.number, progress);
  const abort = new AbortController();
  try {
    options.signal?.addEventListener('abort', () => abort.abort(options.signal?.reason));
    options.signal?.throwIfAborted();
    await createNetwork(own);
    const host = partHost(own, abort.signal, progress);
    const testbed = await startParts(own, host, provider, supplies, options.github ?? true);
    updateState(own.number, (state) => ({ ...state, testbed, owner: options.keep ? null : state.owner }));
    progress(`${own.name} is ready`);
    return { ...testbed, stop };
  } catch (error) {
    abort.abort(new Error('the testbed is being given up, because another part failed'));
    progress(`${own.name} could not start: removing what was started`);
    await givePlaceBack(own.number, progress, 'keep').catch((second) => {
      throw new AggregateError(
        [error, second],
        `${error}\nAnd what was started could not be removed: ${second}`,
      );
    });
    throw error;
  }
}
