import { errorMessage, Failure, formatDuration } from '@workaday/core';
import type { BuiltService } from './apply.ts';
import { keepRecord } from './apply-record.ts';
import { ownBranch } from './branches.ts';
import { buildCommand, parseMetadata } from './docker/build-command.ts';
import type { ImageJob } from './docker/build-image.ts';
import type { Ports } from './ports.ts';
import type { BuildingRun } from './whole-run.ts';

/** A build that took less has nothing worth keeping: reading and writing the layers takes as long. */
const worthKeeping = 30_000;

/** The tag under which the layers of a branch's last build lie. */
function layersTag(branch: string, { sha256 }: Pick<Ports, 'sha256'>): string {
  return `workaday-layers-${sha256(branch).slice('sha256:'.length)}`;
}

/**
 * Keeps the layers of what was built, for the next build of the branch: from trusted runs only. The images are out
 * already, so nothing here fails a run; what goes wrong is told.
 */
export async function keepLayersOf(built: readonly BuiltService[], run: BuildingRun): Promise<void> {
  const { cache } = run.inputs;
  const branch = ownBranch(run);
  if (cache === 'off' || branch === undefined || !run.standing.trusted) return;
  const worth = built.filter(({ took }) => cache === 'always' || took >= worthKeeping);
  if (worth.length > 0 && !run.abilities.registryCache) {
    run.ports.log.line(
      "layer cache: docker's classic image store cannot export it; the next build goes without",
    );
    return;
  }
  await Promise.all(worth.map((service) => keepLayers(service, branch, run)));
}

async function keepLayers({ job, took }: BuiltService, branch: string, run: BuildingRun): Promise<void> {
  const { ports, notary } = run;
  const { registry, target } = job;
  const say = (text: string) => ports.log.line(`[${target.service}] layer cache: ${text}`);
  const started = ports.clock.now();
  const tag = layersTag(branch, ports);
  const patience = Math.max(took, worthKeeping);
  try {
    const digest = await writeLayers(job, `${target.repository}:${tag}`, patience, run);
    if (digest === undefined)
      return say(`not written within ${formatDuration(patience)}; the next build goes without`);
    const told = { kind: 'cache', subject: branch, digest, revision: ports.context.sha } as const;
    await keepRecord(target, told, { registry, notary }, ports);
    say(`kept for ${branch} in ${formatDuration(ports.clock.now() - started)}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(`not kept: ${errorMessage(error)}`);
  }
}

/**
 * Has the builder, which has all layers, write them to a registry. The digest is what the builder says it wrote: the tag
 * may be somebody else's before it could be read.
 */
async function writeLayers(
  { target, options }: ImageJob,
  reference: string,
  timeout: number,
  { bench, ports }: BuildingRun,
): Promise<string | undefined> {
  const file = `cache-${target.service}.json`;
  const command = buildCommand(target, {
    ...options,
    output: { to: 'nowhere' },
    fresh: false,
    pull: false,
    cacheFrom: [],
    cacheTo: reference,
    metadataFile: `${bench.folder.path}/${file}`,
    secretFiles: bench.secretFiles,
  });
  const { exitCode } = await ports.exec('docker', command, {
    cwd: ports.context.workspace,
    env: bench.env,
    timeout,
  });
  return exitCode === 0 ? parseMetadata((await bench.folder.readText(file)) ?? '{}').cache : undefined;
}
