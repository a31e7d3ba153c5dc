import { formatDuration } from '@workaday/core';
import { keepRecord } from './apply-record.ts';
import { builtOn } from './bases.ts';
import { cacheBranches } from './branches.ts';
import { commitTime } from './commit-time.ts';
import type { BuildOptions } from './docker/build-command.ts';
import { buildImage, type ImageJob } from './docker/build-image.ts';
import { imageLabels, ownLabels, repositoryFacts } from './docker/labels.ts';
import type { Finding } from './fit/finding.ts';
import { strictFailure } from './fit/tell.ts';
import { layerCaches } from './layer-cache.ts';
import type { Ports } from './ports.ts';
import { type Published, readBack, tagPublished } from './publish/publish.ts';
import type { Tagged } from './publish/tags.ts';
import type { Registry } from './registry/registry.ts';
import type { Missing } from './reuse.ts';
import { fitOf } from './service-fit.ts';
import { meanwhile } from './together.ts';
import { prepareRecords } from './trust/record-store.ts';
import type { BuildingRun } from './whole-run.ts';

/** One service that was built and published. */
export interface BuiltService {
  missing: Missing;
  published: Published;
  tagged: readonly Tagged[];
  findings: readonly Finding[];
  job: ImageJob;
  /** How long building and pushing took, in milliseconds. */
  took: number;
}

/** Builds one image, reads back what was pushed, and names it: everything but the tags that move. */
export async function buildService(missing: Missing, run: BuildingRun): Promise<BuiltService> {
  const { inputs, ports, registries } = run;
  const { target } = missing;
  const started = ports.clock.now();
  const registry = await registries.of(target.image.host);
  const { path } = target.image;
  const ready = run.standing.trusted ? meanwhile(prepareRecords(registry, path)) : undefined;
  const job = await imageJob(missing, run, registry);
  const pushed = await buildImage(job, ports);
  const tagHolder = meanwhile(registry.digestOf(path, target.tag));
  const published = await readBack(target, pushed, registry);
  const findings = inputs.fit === 'off' ? [] : fitOf(missing, published);
  const failure = inputs.fit === 'strict' ? strictFailure(findings, target.service) : undefined;
  if (failure) throw failure;
  await vouch(missing, published, pushed.materials, { ...job, ready }, run);
  const tagged = await tagPublished(target, published, registry, tagHolder);
  const took = ports.clock.now() - started;
  const name = `${target.repository}@${published.image.digest}`;
  ports.log.line(`[${target.service}] published ${name} after ${formatDuration(took)}`);
  return { missing, published, tagged, findings, job, took };
}

async function imageJob(
  { target, source, previous, expired }: Missing,
  run: BuildingRun,
  registry: Registry,
): Promise<ImageJob> {
  const { abilities, bench, inputs, notary, ports } = run;
  const { context } = ports;
  const fresh = inputs.cache === 'off' || expired;
  const several = run.several ? target.service : undefined;
  const facts = repositoryFacts(ports.event, context.repositoryUrl, context.name);
  const options: Omit<BuildOptions, 'output' | 'metadataFile' | 'secretFiles'> = {
    builder: inputs.builder === '' ? undefined : inputs.builder,
    fresh,
    // An image that only this machine has can be asked for nowhere else.
    pull: source.bases.every(({ digest }) => digest !== undefined),
    provenance: inputs.provenance,
    epoch: inputs.reproducible ? (previous?.epoch ?? (await commitTime(ports))) : undefined,
    labels: imageLabels(
      facts,
      several,
      firstBuiltAt(previous, ports),
      ownLabels(source.dockerfile.reachable),
    ),
    cacheFrom:
      fresh || !abilities.registryCache
        ? []
        : await layerCaches(target, cacheBranches(run), registry, notary, ports),
    cacheTo: undefined,
  };
  return {
    target,
    options,
    abilities,
    bench,
    registry,
    runTag: `run-${context.runId}.${context.runAttempt}`,
  };
}

/** Leaves a record for the next run, when this one may vouch for what it built and knows what it was made of. */
async function vouch(
  { target, source, previous, reusable }: Missing,
  { image }: Published,
  materials: Parameters<typeof builtOn>[1],
  { registry, options, ready }: ImageJob & { ready: Promise<unknown> | undefined },
  { notary, ports, standing, baseDigestsNow }: BuildingRun,
): Promise<void> {
  if (source.key === undefined || !reusable || !standing.trusted) return;
  if (!(await builtOn(source.bases, materials, baseDigestsNow()))) {
    ports.log.line(`[${target.service}] a base image moved while this was built; the next run builds again`);
    return;
  }
  const told = {
    kind: 'source',
    subject: source.key,
    digest: image.digest,
    revision: firstBuiltAt(previous, ports),
    epoch: options.epoch,
  } as const;
  await keepRecord(target, told, { registry, notary, ready }, ports);
}

/** The commit at which this source was built first. */
function firstBuiltAt(previous: Missing['previous'], { context }: Ports): string {
  return previous?.revision ?? context.sha;
}
