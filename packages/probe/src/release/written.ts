import { Failure } from '@workaday/core';
import { type KubeObject, type Release, readSnapshot } from '@workaday/kubernetes';
import type { Asker } from './asker.ts';

/** What a release wrote, as far as that is still known. */
export interface Written {
  objects: readonly KubeObject[];
  /** Why it is not known: then nothing proves that what runs is what was deployed. */
  unknown: string | undefined;
}

export async function readWritten({ cluster, setting }: Asker, release: Release): Promise<Written> {
  try {
    return { objects: await readSnapshot(cluster, setting.place, release), unknown: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { objects: [], unknown: `what release ${release.number} wrote is not known: ${error.message}` };
  }
}
