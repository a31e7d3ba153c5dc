import { join } from 'node:path';
import type { Images } from '../deploy/app.ts';
import { kubectl } from '../deploy/kubectl.ts';
import { type Release, releaseObjects } from './app.ts';
import { type BuildJob, buildAndPush } from './build-job.ts';
import type { Contestant } from './contestant.ts';

/** What the re-run consists of. */
export interface OldWorkflow {
  release: Release;
  job: BuildJob;
  images: Images;
  /** Makes the builder that of a new machine. */
  prune(): Promise<void>;
  /** Patience for the rollout, in seconds. */
  timeout: number;
}

/** What most teams do: "Re-run jobs" on the last good run, on a machine that has nothing of it. */
export function oldWorkflow(
  program: string,
  { release, job, images, prune, timeout }: OldWorkflow,
): Contestant {
  const deploy = kubectl(program);
  return {
    name: 'the old workflow again',
    prepare: prune,
    async goBack(place) {
      const image = await buildAndPush(release, job, join(place.folder, 'job'));
      const objects = releaseObjects({ ...release, image }, images);
      const { exitCode } = await deploy.ship({ version: release.version, objects, timeout }, place);
      if (exitCode !== 0) return 'failed';
      return image === release.image ? 'deployed the same image' : 'deployed a new image';
    },
  };
}
