import { hashedName, hashOf, rename } from './config-names.ts';
import { keepsName } from './kept-names.ts';
import type { Manifest } from './manifests.ts';
import { isJob } from './migrations.ts';
import { type KubeObject, recordAt } from './object.ts';

/** A Job's name becomes a label of its pods. */
const maximumLength = 63;

/** They say how often and how long a Job tries, may change on an existing one, and are no reason to run it again. */
const patience = ['ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'backoffLimit', 'parallelism'];

/**
 * Gives every Job a name that ends in a hash of what it runs: a Job's template cannot change (helm#7725), and a Job
 * that ran must not run again. Images by digest and hashed names of configuration have to stand in the manifests
 * already, because they are part of what runs.
 */
export function nameJobs(manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest) => {
    if (!isJob(manifest.object) || keepsName(manifest.object)) return manifest;
    const object = structuredClone(manifest.object);
    rename(object, hashedName(object.metadata.name, jobHash(object), longestName(object)));
    return { ...manifest, object };
  });
}

/** 8 hexadecimal digits over what a Job runs. */
export function jobHash(job: KubeObject): string {
  const spec = Object.entries(recordAt(job, 'spec') ?? {}).filter(([field]) => !patience.includes(field));
  return hashOf(Object.fromEntries(spec));
}

/** An indexed Job's pods are called by its name and their index, which is a host name. */
function longestName(job: KubeObject): number {
  const spec = recordAt(job, 'spec');
  if (spec?.['completionMode'] !== 'Indexed') return maximumLength;
  return maximumLength - `-${Number(spec['completions'] ?? 1) - 1}`.length;
}
