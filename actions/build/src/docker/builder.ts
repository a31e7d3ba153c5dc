import type { Problem } from '@workaday/core';

/** Which image store docker's own driver uses; other drivers have none. */
export type Store = 'classic' | 'containerd';

/** The builder of this run, as docker tells it. */
export interface Builder {
  name: string;
  /** `docker`, `docker-container`, `remote`, `kubernetes`, `cloud` … */
  driver: string;
  store: Store | undefined;
  /** Platforms it builds for, natively or emulated, e.g. `linux/arm64`; empty when it does not say. */
  platforms: readonly string[];
  /** Folder of this machine where docker keeps layers; undefined when the builder is elsewhere. */
  dataFolder: string | undefined;
}

/** What a builder can do beyond building one image for one platform. */
export interface Abilities {
  /** Without a tag; under one only, as docker's own driver does; or, from the classic store, in a step of its own. */
  push: 'by-digest' | 'by-tag' | 'from-store';
  attestations: boolean;
  severalPlatforms: boolean;
  /** `rewrite-timestamp`: files get the time of SOURCE_DATE_EPOCH. */
  rewriteTimestamps: boolean;
  /** Export the layers of all stages to a registry. */
  registryCache: boolean;
}

/** Docker's classic image store keeps one platform and no manifests; everything else is a full BuildKit. */
export function abilitiesOf({ driver, store }: Pick<Builder, 'driver' | 'store'>): Abilities {
  const full = driver !== 'docker' || store === 'containerd';
  return {
    push: driver !== 'docker' ? 'by-digest' : full ? 'by-tag' : 'from-store',
    attestations: full,
    severalPlatforms: full,
    rewriteTimestamps: full,
    registryCache: full,
  };
}

/** What is asked of a builder. */
export interface Demand {
  platforms: readonly string[];
  provenance: 'off' | 'min' | 'max';
  reproducible: boolean;
}

const fullBuilder =
  'use a builder with the containerd image store (on by default since Docker 29), or name one by `builder`, such as `docker buildx create --driver docker-container` makes';

/** Everything that the builder cannot do and is asked for; empty when it can do it all. */
export function shortcomings(builder: Builder, demand: Demand): Problem[] {
  const can = abilitiesOf(builder);
  const name = `the builder ${builder.name} (driver ${builder.driver}${builder.store ? `, ${builder.store} image store` : ''})`;
  const problems: Problem[] = [];
  if (demand.platforms.length > 1 && !can.severalPlatforms) {
    const what = `${name} builds one platform at a time, and ${demand.platforms.join(', ')} are asked for`;
    problems.push({ what, next: fullBuilder });
  }
  if (demand.provenance !== 'off' && !can.attestations)
    problems.push({ what: `${name} attaches no provenance`, next: `${fullBuilder}, or set provenance: off` });
  if (demand.reproducible && !can.rewriteTimestamps)
    problems.push({
      what: `${name} does not rewrite timestamps`,
      next: `${fullBuilder}, or leave reproducible out`,
    });
  return problems;
}

/** Platforms whose steps the builder cannot run; an image that is cross-compiled needs none, so this is no error. */
export function platformsNotRun(builder: Builder, { platforms }: Pick<Demand, 'platforms'>): string[] {
  if (builder.platforms.length === 0) return [];
  return platforms.filter((platform) => !runs(builder.platforms, platform));
}

/** `linux/arm64` is the same as `linux/arm64/v8`, and a builder for `linux/arm/v7` does `linux/arm`. */
function runs(offered: readonly string[], wanted: string): boolean {
  const plain = (platform: string) => platform.replace(/^linux\/arm64\/v8$/, 'linux/arm64');
  return offered.some(
    (one) => plain(one) === plain(wanted) || (wanted === 'linux/arm' && one.startsWith('linux/arm/')),
  );
}

/** Reads the output of `docker buildx inspect`: name, driver, and the platforms of all nodes. */
export function parseInspect(
  text: string,
): Pick<Builder, 'name' | 'driver' | 'platforms'> & { error: string | undefined } {
  const field = (name: string) => new RegExp(`^ *${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const platforms = [...text.matchAll(/^ *Platforms:[ \t]*(.*)$/gim)].flatMap(([, list = '']) =>
    list.split(',').map((platform) => platform.trim().replace(/\*$/, '')),
  );
  return {
    name: field('Name'),
    driver: field('Driver'),
    platforms: [...new Set(platforms.filter(Boolean))],
    error: field('Error') || undefined,
  };
}

/** Reads `docker info --format '{{json .}}'`. */
export function parseInfo(text: string): Pick<Builder, 'store' | 'dataFolder'> {
  const info = JSON.parse(text) as { DriverStatus?: unknown; DockerRootDir?: unknown };
  const containerd = JSON.stringify(info.DriverStatus ?? []).includes('io.containerd.snapshotter');
  return {
    store: containerd ? 'containerd' : 'classic',
    dataFolder: typeof info.DockerRootDir === 'string' ? info.DockerRootDir : undefined,
  };
}
