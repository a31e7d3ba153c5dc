import { Failure } from '@workaday/core';
import {
  type Abilities,
  abilitiesOf,
  type Builder,
  type Demand,
  platformsNotRun,
  shortcomings,
} from './docker/builder.ts';
import { readBuilder } from './docker/read-builder.ts';
import type { Ports } from './ports.ts';
import type { Registries } from './registries.ts';
import type { Inputs, Target } from './services.ts';
import { allOrFailure } from './together.ts';

/** Less than this, and a build would end with a full disk. */
const leastFree = 1024 ** 3;

/** Checks everything that would fail late, all at the same time, and tells all that is wrong. */
export async function preflight(
  targets: readonly Target[],
  inputs: Inputs,
  registries: Registries,
  env: Readonly<Record<string, string>>,
  ports: Ports,
): Promise<{ builder: Builder; abilities: Abilities }> {
  const [builder] = await allOrFailure([
    capableBuilder(targets, inputs, env, ports),
    ...targets.map(async ({ image }) => (await registries.of(image.host)).checkPush(image.path)),
  ]);
  if (builder === undefined) throw new Error('the builder was checked and is not there');
  return { builder, abilities: abilitiesOf(builder) };
}

async function capableBuilder(
  targets: readonly Target[],
  inputs: Inputs,
  env: Readonly<Record<string, string>>,
  ports: Ports,
): Promise<Builder> {
  const builder = await readBuilder(inputs.builder, env, ports);
  const demand: Demand = {
    platforms: [...new Set(targets.flatMap((target) => target.platforms))],
    provenance: inputs.provenance,
    reproducible: inputs.reproducible,
  };
  const problems = shortcomings(builder, demand);
  if (problems.length > 0) {
    throw new Failure({
      reason: 'builder-cannot',
      what: problems.map(({ what }) => what).join('; '),
      next: problems[0]?.next ?? '',
      problems,
    });
  }
  const notRun = platformsNotRun(builder, demand);
  if (notRun.length > 0) {
    const why = `the builder ${builder.name} runs no steps for ${notRun.join(', ')}`;
    ports.log.line(`${why}: a RUN for them fails, unless the runner emulates them (binfmt)`);
  }
  await checkSpace(builder, ports);
  return builder;
}

async function checkSpace({ dataFolder }: Builder, ports: Ports): Promise<void> {
  const folders = [dataFolder, ports.env['RUNNER_TEMP']].filter((folder) => folder !== undefined);
  const free = await Promise.all(
    folders.map(async (folder) => ({ folder, bytes: await ports.freeSpace(folder) })),
  );
  const full = free.find(({ bytes }) => bytes !== undefined && bytes < leastFree);
  if (full?.bytes === undefined) return;
  throw new Failure({
    reason: 'disk-full',
    what: `${Math.round(full.bytes / 1024 ** 2)} MiB are free at ${full.folder}, expected 1024 at least`,
    why: 'A build would end with a full disk, after everything else was done.',
    next: 'Free space on the runner (`docker system prune --all`), or take a larger one; nothing was touched.',
  });
}
