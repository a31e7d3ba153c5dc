import { defaultBranchOf, Failure } from '@workaday/core';
import type { Abilities } from './docker/builder.ts';
import type { DockerConfig } from './docker/docker-config.ts';
import type { Workbench } from './docker/workbench.ts';
import type { Ports } from './ports.ts';
import { mirrorsOf, type Registries, registriesOf } from './registries.ts';
import { type BaseDigest, baseDigests } from './registry/base-images.ts';
import type { Inputs, Target } from './services.ts';
import { type Source, type SourceOptions, sourceOf } from './source/source.ts';
import { type Notary, notary } from './trust/notary.ts';
import { type Standing, standing, type TrustRule } from './trust/standing.ts';

/** What holds for all services of a run. */
export interface WholeRun {
  inputs: Inputs;
  ports: Ports;
  dockerConfig: DockerConfig;
  registries: Registries;
  mirrors: ReadonlyMap<string, string>;
  /** Digests of base images, each asked for once. */
  baseDigest: BaseDigest;
  /** The same, asked for again. */
  baseDigestsNow(): BaseDigest;
  notary: Notary;
  rule: TrustRule;
  /** Whether this run may vouch for what it builds. */
  standing: Standing;
  /** Whether the repository has more than one service. */
  several: boolean;
}

/** A run that builds: docker is set up for it. */
export interface BuildingRun extends WholeRun {
  bench: Workbench;
  abilities: Abilities;
}

export function openRun(
  inputs: Inputs,
  targets: readonly Target[],
  several: boolean,
  dockerConfig: DockerConfig,
  ports: Ports,
): WholeRun {
  const { context } = ports;
  const registries = registriesOf(inputs, targets, dockerConfig, ports);
  const mirrors = mirrorsOf(inputs);
  const rule = { defaultBranch: defaultBranchOf(context, ports.event), trustedRefs: inputs['trusted-refs'] };
  const mode = inputs.reuse === 'signed' ? 'signed' : 'auto';
  const ask = () => baseDigests(registries.of, mirrors);
  return {
    inputs,
    ports,
    dockerConfig,
    registries,
    mirrors,
    baseDigest: ask(),
    baseDigestsNow: ask,
    notary: notary({ context, rule, mode }, ports),
    rule,
    standing: standing(context, rule),
    several,
  };
}

/** What one service's build would see. Everything that changes the bytes of an image is part of its key. */
export function readSource(target: Target, run: WholeRun, wholeContext = false): Promise<Source> {
  const { inputs, ports, baseDigest } = run;
  const { platform } = ports;
  const options: SourceOptions = {
    platform,
    wholeContext,
    resolve: async (reference) => {
      const digest = await baseDigest(reference);
      if (digest instanceof Failure) throw digest;
      return digest;
    },
    builder: {
      builder: inputs.builder || ports.env['BUILDX_BUILDER'] || '',
      provenance: inputs.provenance,
      reproducible: String(inputs.reproducible),
      // Docker takes these from the environment by itself.
      epoch: ports.env['SOURCE_DATE_EPOCH'] ?? '',
      platform: ports.env['DOCKER_DEFAULT_PLATFORM'] ?? '',
      // What a strict build published may be taken by any; what another published was not looked at as strictly.
      strict: String(inputs.fit === 'strict'),
    },
  };
  return sourceOf(target, options, ports);
}
