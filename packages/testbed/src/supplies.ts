import { dirname } from 'node:path';
import type { ProviderName } from './cluster/provider.ts';
import { ensureDebianPackages } from './debian.ts';
import { baseImages } from './images/base-images.ts';
import type { Progress } from './progress.ts';
import { ensureTool } from './tools/ensure-tool.ts';

/** What a testbed is made from, present on this machine: paths of programs and of images' OCI layouts. */
export type Supplies = {
  buildkitd: string;
  buildx: string;
  act: string;
  bin: string;
  images: Record<string, string>;
};

/** Installs, builds and downloads what is missing; the first time this takes minutes, then nothing. */
export async function gatherSupplies(provider: ProviderName, progress: Progress): Promise<Supplies> {
  await ensureDebianPackages(progress);
  const [act, kubectl, images, [buildkitd, buildx]] = await Promise.all([
    ensureTool('act', progress),
    ensureTool('kubectl', progress),
    baseImages(progress),
    gatherBuilders(progress),
    provider === 'built' ? ensureTool('coredns', progress) : undefined,
  ]);
  return { act, bin: dirname(kubectl), images, buildkitd, buildx };
}

/** One after the other: they share most of their packages, and the second finds them compiled. */
async function gatherBuilders(progress: Progress): Promise<[buildkitd: string, buildx: string]> {
  return [await ensureTool('buildkitd', progress), await ensureTool('docker-buildx', progress)];
}
